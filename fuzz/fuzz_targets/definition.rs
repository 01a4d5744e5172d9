//! libFuzzer's entry to `shm_cdr_fuzz::definition`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_cdr_fuzz::definition(data));
