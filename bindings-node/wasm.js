export * from 'handfast-wasm'
