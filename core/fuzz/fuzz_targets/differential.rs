#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| handfast_fuzz::differential::run(input));
