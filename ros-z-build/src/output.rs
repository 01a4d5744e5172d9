//! Writing the generated file.

use std::fs;
use std::path::Path;

use crate::error::Error;

/// Writes `code` to `path` at once or not at all, and only if it is not there already.
pub(crate) fn write(path: &Path, code: &str) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|there| there == code.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| Error::io("made", folder, &error))?;
    }
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = Path::new(&part);
    let written = fs::write(part, code).and_then(|()| fs::rename(part, path));
    written.map_err(|error| {
        // What is left of it helps nobody.
        let _ = fs::remove_file(part);
        Error::io("written", path, &error)
    })
}
