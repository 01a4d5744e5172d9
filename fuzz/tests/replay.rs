//! Every file of the corpus through its target, without a fuzzing engine.

use std::fs;
use std::path::Path;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // Shown by the test harness if the target panics.
        println!("{}", path.display());
        target(&fs::read(&path).unwrap());
        files += 1;
    }
    assert!(files > 0, "the corpus of `{name}` is empty");
    target(&[]);
}

macro_rules! replay {
    ($($target:ident)*) => {$(
        #[test]
        fn $target() {
            replay(stringify!($target), shm_cdr_fuzz::$target);
        }
    )*};
}

replay! { decode decode_into view roundtrip size header definition dynamic }
