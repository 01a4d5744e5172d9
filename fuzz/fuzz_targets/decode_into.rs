//! libFuzzer's entry to `shm_cdr_fuzz::decode_into`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_cdr_fuzz::decode_into(data));
