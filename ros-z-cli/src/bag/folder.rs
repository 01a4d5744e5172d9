//! Folders of recordings, as rosbag2 writes them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;

use crate::error::{About, Failure, Result};

/// `metadata.yaml`, as far as it is needed.
#[derive(Deserialize)]
struct Metadata {
    #[serde(rename = "rosbag2_bagfile_information")]
    bag: Bag,
}

#[derive(Deserialize)]
struct Bag {
    storage_identifier: String,
    relative_file_paths: Vec<PathBuf>,
    #[serde(default)]
    compression_mode: String,
}

/// The files that are named, folders replaced by the files that their `metadata.yaml` lists in
/// order, or by all MCAP files in them if they have none.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => files.extend(files_of(path)?),
            false => files.push(path.clone()),
        }
    }
    Ok(files)
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let path = folder.join("metadata.yaml");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return all_of(folder),
        Err(error) => return Err(error).about(path.display()),
    };
    let Metadata { bag } = serde_norway::from_str(&text).about(path.display())?;
    let folder_name = folder.display();
    if bag.storage_identifier != "mcap" {
        let storage = bag.storage_identifier;
        return Err(Failure::Said(format!(
            "{folder_name} is a bag of `{storage}`; `ros2 bag convert` makes one of `mcap`"
        )));
    }
    // Whole files are compressed, which no reader of MCAP knows; chunks may well be.
    if bag.compression_mode.eq_ignore_ascii_case("file") {
        return Err(Failure::Said(format!(
            "the files of {folder_name} are compressed; uncompress them and name them one by one"
        )));
    }
    Ok(bag.relative_file_paths.iter().map(|file| folder.join(file)).collect())
}

fn all_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).about(folder.display())? {
        let path = entry.about(folder.display())?.path();
        if path.extension().is_some_and(|extension| extension == "mcap") {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Failure::Said(format!("{} has no MCAP file", folder.display())));
    }
    files.sort();
    Ok(files)
}
