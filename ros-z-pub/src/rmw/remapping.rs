//! Remapping of names (the ROS 2 article "Remapping Names").

use super::name::expand_topic;
use crate::{Error, Result};

/// A rule `from:=to` or `node:from:=to`.
#[derive(Debug, Clone)]
pub(crate) struct Remapping {
    /// The only node that the rule is for.
    node: Option<String>,
    from: String,
    to: String,
}

impl Remapping {
    pub(crate) fn parse(rule: &str) -> Result<Self> {
        let invalid =
            |what| Error::InvalidName { what: "remapping", name: rule.into(), rule: what };
        let (from, to) =
            rule.split_once(":=").ok_or_else(|| invalid("it has the form `from:=to`"))?;
        let (node, from) = match from.split_once(':') {
            Some((node, from)) => (Some(node), from),
            None => (None, from),
        };
        if from.is_empty() || to.is_empty() || node == Some("") {
            return Err(invalid("no part of it is empty"));
        }
        Ok(Self { node: node.map(Into::into), from: from.into(), to: to.into() })
    }

    /// Whether the rule is for a node of this name, the one that the program gave it.
    pub(crate) fn is_for(&self, node: &str) -> bool {
        self.node.as_deref().is_none_or(|only| only == node)
    }
}

/// The new name of the node, if a rule gives one.
pub(crate) fn remap_node_name(rules: &[Remapping]) -> Option<&str> {
    to_of(rules, &["__node", "__name"])
}

/// The new namespace of the node, if a rule gives one.
pub(crate) fn remap_namespace(rules: &[Remapping]) -> Option<&str> {
    to_of(rules, &["__ns"])
}

fn to_of<'a>(rules: &'a [Remapping], from: &[&str]) -> Option<&'a str> {
    let rule = rules.iter().find(|rule| from.contains(&rule.from.as_str()))?;
    Some(&rule.to)
}

/// The fully qualified name of a topic after the first rule that applies to it.
///
/// Both sides of a rule are names in the view of the node, as the topic is.
pub(crate) fn remap_topic(
    topic: &str,
    rules: &[Remapping],
    namespace: &str,
    node: &str,
) -> Result<String> {
    let topic = expand_topic(topic, namespace, node)?;
    for rule in rules.iter().filter(|rule| !rule.from.starts_with("__")) {
        if expand_topic(&rule.from, namespace, node)? == topic {
            return expand_topic(&rule.to, namespace, node);
        }
    }
    Ok(topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(rules: &[&str]) -> Vec<Remapping> {
        rules.iter().map(|rule| Remapping::parse(rule).unwrap()).collect()
    }

    // The examples of the article.
    #[test]
    fn both_sides_of_a_rule_are_names_in_the_view_of_the_node() {
        let remap = |topic, rule| remap_topic(topic, &rules(&[rule]), "/ns", "node").unwrap();
        assert_eq!(remap("foo", "foo:=bar"), "/ns/bar");
        assert_eq!(remap("/ns/foo", "foo:=/bar"), "/bar");
        assert_eq!(remap("foo", "/ns/foo:=~/bar"), "/ns/node/bar");
        assert_eq!(remap("~/foo", "~/foo:=foo"), "/ns/foo");
        assert_eq!(remap("foo/bar", "foo:=bar"), "/ns/foo/bar");
        assert_eq!(remap("/foo", "foo:=bar"), "/foo");
    }

    #[test]
    fn the_first_rule_that_applies_counts_and_only_once() {
        let rules = rules(&["a:=b", "a:=c", "b:=d"]);
        assert_eq!(remap_topic("a", &rules, "/", "node").unwrap(), "/b");
        assert_eq!(remap_topic("b", &rules, "/", "node").unwrap(), "/d");
    }

    #[test]
    fn nodes_and_namespaces_are_named_by_rules_with_underscores() {
        let rules = rules(&["__ns:=/robot", "__node:=other", "__node:=third"]);
        assert_eq!(remap_namespace(&rules), Some("/robot"));
        assert_eq!(remap_node_name(&rules), Some("other"));
        assert_eq!(remap_node_name(&[]), None);
    }

    #[test]
    fn a_rule_for_one_node_is_not_for_others() {
        let rule = Remapping::parse("camera:image:=left").unwrap();
        assert!(rule.is_for("camera") && !rule.is_for("lidar"));
        assert!(Remapping::parse("image:=left").unwrap().is_for("lidar"));
    }

    #[test]
    fn what_is_no_rule_is_an_error() {
        for rule in ["", "a", "a=b", ":=b", "a:=", ":a:=b", "node::=b"] {
            assert!(Remapping::parse(rule).is_err(), "{rule}");
        }
        let rules = rules(&["a b:=c"]);
        let error = remap_topic("x", &rules, "/", "node").unwrap_err();
        assert!(error.to_string().contains("`a b`"), "{error}");
    }
}
