// A page that does nothing itself: a module worker does.

const worker = new Worker(new URL("./page.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => (globalThis.result = data);
worker.onerror = (error) => (globalThis.result = { passed: 0, failures: [`worker: ${error.message}`] });
