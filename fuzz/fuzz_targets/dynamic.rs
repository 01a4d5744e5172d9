//! libFuzzer's entry to `shm_cdr_fuzz::dynamic`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_cdr_fuzz::dynamic(data));
