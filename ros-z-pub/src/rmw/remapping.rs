//! Remapping of names (the ROS 2 article "Remapping Names").

use super::name::{check_namespace, check_node_name, expand_topic};
use crate::{Error, Result};

/// A rule `from:=to` or `node:from:=to`, both sides of which are names that ROS allows.
#[derive(Debug, Clone)]
pub(crate) struct Remapping {
    /// The only node that the rule is for.
    node: Option<String>,
    from: String,
    to: String,
}

/// A topic and its new name, both fully qualified.
#[derive(Debug)]
pub(crate) struct TopicRemapping {
    from: String,
    to: String,
}

impl Remapping {
    pub(crate) fn parse(rule: &str) -> Result<Self> {
        let invalid = |broken| Error::InvalidName {
            what: "remapping",
            name: rule.into(),
            found: None,
            rule: broken,
        };
        let (from, to) =
            rule.split_once(":=").ok_or_else(|| invalid("it has the form `from:=to`"))?;
        let (node, from) = match from.split_once(':') {
            Some((node, from)) => (Some(node), from),
            None => (None, from),
        };
        node.map_or(Ok(()), check_node_name)?;
        match from {
            "__node" | "__name" => check_node_name(to)?,
            "__ns" => drop(check_namespace(to)?),
            _ if from.starts_with("__") => {
                return Err(invalid("only `__node`, `__name` and `__ns` begin with `__`"));
            }
            _ => {
                // Whatever the node is called, it does not make a name right or wrong.
                expand_topic(from, "/", "node")?;
                expand_topic(to, "/", "node")?;
            }
        }
        Ok(Self { node: node.map(Into::into), from: from.into(), to: to.into() })
    }

    /// Whether the rule is for a node of this name, the one that the program gave it.
    pub(crate) fn is_for(&self, node: &str) -> bool {
        self.node.as_deref().is_none_or(|only| only == node)
    }

    /// The rule in the view of a node; `None` if it is not about a topic.
    fn of_topic(&self, namespace: &str, node: &str) -> Option<Result<TopicRemapping>> {
        let expand = |name| expand_topic(name, namespace, node);
        let both = || Ok(TopicRemapping { from: expand(&self.from)?, to: expand(&self.to)? });
        (!self.from.starts_with("__")).then(both)
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

/// The rules about topics, whose names are in the view of the node, as topics are.
pub(crate) fn topic_remappings(
    rules: &[Remapping],
    namespace: &str,
    node: &str,
) -> Result<Vec<TopicRemapping>> {
    rules.iter().filter_map(|rule| rule.of_topic(namespace, node)).collect()
}

/// The name of a topic, fully qualified, after the first rule that applies to it.
pub(crate) fn remap_topic(topic: String, rules: &[TopicRemapping]) -> String {
    match rules.iter().find(|rule| rule.from == topic) {
        Some(rule) => rule.to.clone(),
        None => topic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(rules: &[&str]) -> Vec<Remapping> {
        rules.iter().map(|rule| Remapping::parse(rule).unwrap()).collect()
    }

    fn remap(topic: &str, given: &[&str], namespace: &str) -> String {
        let rules = topic_remappings(&rules(given), namespace, "node").unwrap();
        remap_topic(expand_topic(topic, namespace, "node").unwrap(), &rules)
    }

    #[test]
    fn both_sides_of_a_rule_are_names_in_the_view_of_the_node() {
        let remap = |topic, rule| remap(topic, &[rule], "/ns");
        assert_eq!(remap("foo", "foo:=bar"), "/ns/bar");
        assert_eq!(remap("/ns/foo", "foo:=/bar"), "/bar");
        assert_eq!(remap("foo", "/ns/foo:=~/bar"), "/ns/node/bar");
        assert_eq!(remap("~/foo", "~/foo:=foo"), "/ns/foo");
        assert_eq!(remap("foo/bar", "foo:=bar"), "/ns/foo/bar");
        assert_eq!(remap("/foo", "foo:=bar"), "/foo");
    }

    #[test]
    fn the_first_rule_that_applies_counts_and_only_once() {
        let rules = ["a:=b", "a:=c", "b:=d"];
        assert_eq!(remap("a", &rules, "/"), "/b");
        assert_eq!(remap("b", &rules, "/"), "/d");
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
        for rule in ["", "a", "a=b", ":=b", "a:=", ":a:=b", "node::=b", "a b:=c", "a:=c d"] {
            assert!(Remapping::parse(rule).is_err(), "{rule}");
        }
        // Would otherwise be taken for a rule that never applies.
        for rule in ["__nod:=a", "__ns:=a//b", "__node:=a/b", "rostopic://a:=b"] {
            assert!(Remapping::parse(rule).is_err(), "{rule}");
        }
    }
}
