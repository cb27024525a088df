// Builds the package in place: the native module for this machine (or for `--target`), the facade as CommonJS, the types.
//
//     node scripts/build.js [--target TRIPLE] [--features NAME] [--cross]

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { declarations } from '../../bindings-wasm/shared/scripts/declarations.js'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const shared = join(here, '..', 'bindings-wasm', 'shared')
// The tools are installed there, once for both packages.
const tools = createRequire(join(shared, 'package.json'))

const { values: options } = parseArgs({
  options: { target: { type: 'string' }, features: { type: 'string' }, cross: { type: 'boolean' } },
})

function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: here, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) process.exit(status ?? 1)
}

const lib = join(here, 'lib')
if (options.target === undefined) rmSync(lib, { recursive: true, force: true })
mkdirSync(lib, { recursive: true })

const napi = ['build', '--platform', '--release', '--strip', '--output-dir', 'lib', '--js', 'native.cjs', '--dts', 'native.d.ts']
if (options.target !== undefined) napi.push('--target', options.target)
if (options.features !== undefined) napi.push('--no-default-features', '--features', options.features)
if (options.cross === true) napi.push('--cross-compile')
run(process.execPath, [join(dirname(tools.resolve('@napi-rs/cli/package.json')), 'dist', 'cli.js'), ...napi])
// It describes the raw module, which is nobody's business.
rmSync(join(lib, 'native.d.ts'), { force: true })

const { buildSync, transformSync } = tools('esbuild')
// Half as long to read, when the package is imported; names stay, for whoever looks at a stack.
const short = { target: 'node20', legalComments: 'none', minifyWhitespace: true, minifySyntax: true }
buildSync({
  ...short,
  stdin: { contents: 'import { createApi } from "./api.js"; module.exports = { createApi };', resolveDir: join(shared, 'lib') },
  outfile: join(lib, 'api.cjs'),
  bundle: true,
  format: 'cjs',
  logOverride: { 'commonjs-variable-in-esm': 'silent' },
})
const native = join(lib, 'native.cjs')
writeFileSync(native, transformSync(readFileSync(native, 'utf8'), short).code)

for (const file of ['index.d.ts', 'index.d.cts']) writeFileSync(join(here, file), declarations())
for (const file of ['LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(here, '..', file), join(here, file))
