//! Names of topics, nodes and namespaces (the ROS 2 article "Topic and Service Names").

use crate::{Error, Result};

/// The fully qualified name of a topic that a node gives as absolute (`/a`), relative
/// (`a`) or private (`~/a`).
pub(crate) fn expand_topic(name: &str, namespace: &str, node: &str) -> Result<String> {
    let namespace = namespace.trim_end_matches('/');
    let expanded = if name.starts_with('/') {
        name.to_owned()
    } else if let Some(rest) = name.strip_prefix('~') {
        format!("{namespace}/{node}{rest}")
    } else {
        format!("{namespace}/{name}")
    };
    let invalid = |rule| Error::InvalidName { what: "topic", name: name.to_owned(), rule };
    if name.is_empty() {
        return Err(invalid("it is empty"));
    }
    if name.starts_with('~') && !name.starts_with("~/") {
        return Err(invalid("`~` is followed by `/`"));
    }
    check_path(&expanded).map_err(invalid)?;
    Ok(expanded)
}

/// A namespace in the form `/a/b`, or `/` for none.
pub(crate) fn check_namespace(name: &str) -> Result<String> {
    let absolute = format!("/{}", name.strip_prefix('/').unwrap_or(name));
    if absolute != "/" {
        let invalid = |rule| Error::InvalidName { what: "namespace", name: name.to_owned(), rule };
        check_path(&absolute).map_err(invalid)?;
    }
    Ok(absolute)
}

pub(crate) fn check_node_name(name: &str) -> Result<()> {
    let invalid = |rule| Error::InvalidName { what: "node", name: name.to_owned(), rule };
    check_token(name).map_err(invalid)
}

/// Checks an absolute name.
fn check_path(name: &str) -> Result<(), &'static str> {
    let path = name.strip_prefix('/').unwrap_or(name);
    if path.ends_with('/') {
        return Err("it does not end with a slash");
    }
    path.split('/').try_for_each(check_token)
}

fn check_token(token: &str) -> Result<(), &'static str> {
    let Some(first) = token.chars().next() else {
        return Err("no part of it is empty");
    };
    if first.is_ascii_digit() {
        return Err("no part of it starts with a digit");
    }
    if !token.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err("it holds letters, digits and underscores, and slashes between its parts");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_expanded_in_the_namespace_of_the_node() {
        let expand = |name| expand_topic(name, "/ns", "node").unwrap();
        assert_eq!(expand("cloud"), "/ns/cloud");
        assert_eq!(expand("/cloud"), "/cloud");
        assert_eq!(expand("~/cloud"), "/ns/node/cloud");
        assert_eq!(expand("a/b"), "/ns/a/b");
        assert_eq!(expand_topic("cloud", "/", "node").unwrap(), "/cloud");
    }

    #[test]
    fn names_that_ros_refuses_are_errors() {
        for name in ["", "/", "a//b", "a/", "1a", "a/2b", "a b", "a-b", "~a", "ä", "a*", "~"] {
            assert!(expand_topic(name, "/", "node").is_err(), "{name}");
        }
        for name in ["", "a/b", "1a", "a b"] {
            assert!(check_node_name(name).is_err(), "{name}");
        }
        assert!(check_namespace("a//b").is_err());
        assert_eq!(check_namespace("a/b").unwrap(), "/a/b");
        assert_eq!(check_namespace("").unwrap(), "/");
    }
}
