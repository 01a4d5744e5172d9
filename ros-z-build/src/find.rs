//! The files of interfaces below folders.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ros_z_idl::{Diagnostic, Interfaces, Kind, TypeName};

/// A file and the interface that it defines.
pub(crate) struct Found {
    pub(crate) name: TypeName,
    pub(crate) path: PathBuf,
}

/// The interfaces in `folder`, in the order of their paths; what is wrong is added to
/// `interfaces`.
pub(crate) fn interfaces(folder: &Path, interfaces: &mut Interfaces) -> Vec<Found> {
    let mut walk = Walk { files: Vec::new(), seen: BTreeSet::new(), errors: Vec::new() };
    walk.enter(folder);
    let mut found = Vec::new();
    for path in walk.files {
        match name_of(&path) {
            Ok(Some(name)) => found.push(Found { name, path }),
            Ok(None) => {}
            Err(error) => walk.errors.push(*error),
        }
    }
    if found.is_empty() && walk.errors.is_empty() {
        let message = format!("{}: there are no interfaces in it", folder.display());
        walk.errors
            .push(Diagnostic::error(message).with_help(
                "a folder holds packages, such as `my_msgs/msg/Name.msg`, at any depth",
            ));
    }
    walk.errors.into_iter().for_each(|error| interfaces.add_error(error));
    found
}

/// Adds the interface to the set.
pub(crate) fn add(found: &Found, interfaces: &mut Interfaces) {
    match fs::read(&found.path) {
        Ok(text) => interfaces.add(found.name.clone(), &found.path.display().to_string(), &text),
        Err(error) => interfaces.add_error(unreadable(&found.path, &error)),
    }
}

struct Walk {
    files: Vec<PathBuf>,
    /// The folders so far, as the system knows them: links may lead in circles.
    seen: BTreeSet<PathBuf>,
    errors: Vec<Diagnostic>,
}

impl Walk {
    fn enter(&mut self, path: &Path) {
        // From a stack of our own: folders may be nested as deep as a path is long.
        let mut pending = vec![path.to_path_buf()];
        while let Some(path) = pending.pop() {
            let entries = fs::canonicalize(&path).and_then(|real| {
                if real.is_dir() {
                    if self.seen.insert(real) { list(&path).map(Some) } else { Ok(None) }
                } else {
                    self.files.push(path.clone());
                    Ok(None)
                }
            });
            match entries {
                Ok(entries) => pending.extend(entries.into_iter().flatten()),
                Err(error) => self.errors.push(unreadable(&path, &error)),
            }
        }
        self.files.sort();
    }
}

/// The folders in `path`, and the files that are interfaces by their names.
fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && (kind_of(&path).is_some() || path.is_dir()) {
            entries.push(path);
        }
    }
    Ok(entries)
}

fn kind_of(path: &Path) -> Option<Kind> {
    path.extension().and_then(OsStr::to_str).and_then(Kind::from_name)
}

/// The name of the interface in a file, if it is one.
fn name_of(path: &Path) -> Result<Option<TypeName>, Box<Diagnostic>> {
    let shown = path.display();
    let Some(kind) = kind_of(path) else {
        let error = Diagnostic::error(format!("{shown}: this is no interface"));
        return Err(Box::new(error.with_help("give a folder, or a .msg, .srv or .action file")));
    };
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // Files may stand deeper: msg/versioned/Name.msg.
    let folder = path.ancestors().skip(1).find_map(|folder| {
        let kind = folder.file_name().and_then(OsStr::to_str).and_then(Kind::from_name)?;
        Some((folder, kind))
    });
    let Some((folder, folder_kind)) = folder else {
        let kind = kind.as_str();
        let error = Diagnostic::error(format!("{shown}: the file stands in no folder `{kind}`"));
        let help = format!("interfaces stand in `package/{kind}/{name}.{kind}`");
        return Err(Box::new(error.with_help(help)));
    };
    // An installed package has the parts of its services and actions as messages, too.
    if kind == Kind::Message && folder_kind != Kind::Message {
        return Ok(None);
    }
    let package = package_name(folder.parent().unwrap_or(Path::new("")));
    package.map(|package| Some(TypeName::new(package, kind, name))).map_err(|error| {
        let message = format!("{shown}: the package of the file has no name: {error}");
        Box::new(Diagnostic::error(message))
    })
}

/// The name in package.xml, or that of the folder.
fn package_name(folder: &Path) -> io::Result<String> {
    let manifest = fs::read_to_string(folder.join("package.xml")).unwrap_or_default();
    let name = manifest.split_once("<name>").and_then(|(_, rest)| rest.split_once("</name>"));
    if let Some((name, _)) = name {
        return Ok(name.trim().into());
    }
    let own = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    match own {
        Some(name) => Ok(name),
        None => {
            let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let real = fs::canonicalize(here)?;
            Ok(real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("{}: cannot be read: {error}", path.display()))
}
