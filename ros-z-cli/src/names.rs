//! Names as users write them.

/// The fully qualified name of a topic: relative ones are taken from the root.
pub(crate) fn topic(name: &str) -> String {
    if name.starts_with('/') { name.into() } else { format!("/{name}") }
}

/// The full name of a message type: `std_msgs/String` is `std_msgs/msg/String`.
pub(crate) fn message_type(name: &str) -> String {
    match name.split('/').collect::<Vec<_>>()[..] {
        [package, message] => format!("{package}/msg/{message}"),
        _ => name.into(),
    }
}

/// Whether ROS hides a node or topic of this name: some part of it starts with `_`.
pub(crate) fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('_'))
}

/// What helps with a name that nobody has: those of the names that could be meant, or else
/// `otherwise`.
pub(crate) fn hint<'n>(
    wanted: &str,
    names: impl Iterator<Item = &'n str>,
    otherwise: &str,
) -> String {
    let near = near(wanted, names);
    let quoted: Vec<_> = near.iter().map(|name| format!("`{name}`")).collect();
    match near.is_empty() {
        true => otherwise.into(),
        false => format!("did you mean {}?", quoted.join(" or ")),
    }
}

/// Those of the names that `wanted` could be meant as: with the same last part, or nearly the same.
pub(crate) fn near<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let allowed = 1 + wanted.len() / 5;
    let near = names.filter(|name| *name != wanted).filter_map(|name| {
        let distance = distance(name, wanted);
        let is_near = last(name) == last(wanted) || distance <= allowed;
        is_near.then_some((distance, name))
    });
    let mut near: Vec<_> = near.collect();
    near.sort();
    near.dedup();
    // Much worse ones are not meant.
    let best = near.first().map_or(0, |(distance, _)| *distance);
    let near = near.into_iter().filter(|(distance, _)| *distance <= best + 1);
    near.take(3).map(|(_, name)| name.into()).collect()
}

/// How many characters have to be inserted, removed or changed to make one out of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, left) in a.to_lowercase().chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, right) in b.iter().enumerate() {
            let changed = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_be_meant_are_found() {
        let names = ["/camera/image", "/chatter", "/odom"];
        let near = |wanted| near(wanted, names.into_iter());
        assert_eq!(near("/image"), ["/camera/image"]);
        assert_eq!(near("/chater"), ["/chatter"]);
        assert_eq!(near("/Odom"), ["/odom"]);
        assert!(near("/scan").is_empty());
        let hint = |wanted| hint(wanted, names.into_iter(), "look");
        assert_eq!((hint("/odo").as_str(), hint("/x").as_str()), ("did you mean `/odom`?", "look"));
        assert_eq!((distance("", "abc"), distance("kitten", "sitting")), (3, 3));
    }

    #[test]
    fn names_are_completed() {
        assert_eq!((topic("a").as_str(), topic("/a").as_str()), ("/a", "/a"));
        assert_eq!(message_type("std_msgs/String"), "std_msgs/msg/String");
        assert_eq!(message_type("std_msgs/msg/String"), "std_msgs/msg/String");
        assert!(is_hidden("/a/_b") && !is_hidden("/a/b_"));
    }
}
