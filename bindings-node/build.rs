//! Tells the linker that Node has napi's symbols.

fn main() {
    napi_build::setup();
}
