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
    let invalid = |broken| invalid("topic", name, broken);
    if name.is_empty() {
        return Err(invalid(Broken { found: None, rule: "it is empty" }));
    }
    if name.starts_with('~') && !name.starts_with("~/") {
        return Err(invalid(Broken { found: Some('~'), rule: "`~` is followed by `/`" }));
    }
    check_path(&expanded).map_err(invalid)?;
    Ok(expanded)
}

/// A namespace in the form `/a/b`, or `/` for none.
pub(crate) fn check_namespace(name: &str) -> Result<String> {
    let absolute = format!("/{}", name.strip_prefix('/').unwrap_or(name));
    if absolute != "/" {
        check_path(&absolute).map_err(|broken| invalid("namespace", name, broken))?;
    }
    Ok(absolute)
}

pub(crate) fn check_node_name(name: &str) -> Result<()> {
    check_token(name).map_err(|broken| invalid("node", name, broken))
}

/// A rule that a name breaks, and with what.
#[derive(Debug)]
struct Broken {
    found: Option<char>,
    rule: &'static str,
}

fn invalid(what: &'static str, name: &str, Broken { found, rule }: Broken) -> Error {
    Error::InvalidName { what, name: name.to_owned(), found, rule }
}

/// Checks an absolute name.
fn check_path(name: &str) -> Result<(), Broken> {
    let path = name.strip_prefix('/').unwrap_or(name);
    if path.ends_with('/') {
        return Err(Broken { found: Some('/'), rule: "it does not end with a slash" });
    }
    path.split('/').try_for_each(check_token)
}

fn check_token(token: &str) -> Result<(), Broken> {
    let Some(first) = token.chars().next() else {
        return Err(Broken { found: None, rule: "no part of it is empty" });
    };
    if first.is_ascii_digit() {
        return Err(Broken { found: Some(first), rule: "no part of it starts with a digit" });
    }
    match token.chars().find(|c| !(c.is_ascii_alphanumeric() || *c == '_')) {
        None => Ok(()),
        found => {
            let rule = "it holds letters, digits and underscores, and slashes between its parts";
            Err(Broken { found, rule })
        }
    }
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

    #[test]
    fn errors_show_the_character_and_the_rule() {
        for (name, message) in [
            (
                "a-b",
                "at `-`: it holds letters, digits and underscores, and slashes between its parts",
            ),
            ("a/2b", "at `2`: no part of it starts with a digit"),
            ("a/", "at `/`: it does not end with a slash"),
            ("~a", "at `~`: `~` is followed by `/`"),
        ] {
            let error = expand_topic(name, "/ns", "node").unwrap_err().to_string();
            assert_eq!(error, format!("invalid topic `{name}` {message}"));
        }
        let error = check_node_name("").unwrap_err().to_string();
        assert_eq!(error, "invalid node ``: no part of it is empty");
    }
}
