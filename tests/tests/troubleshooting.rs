//! What `docs/troubleshooting.md` shows is what users see.

use std::collections::BTreeSet;
use std::process::Command;

const PAGE: &str = include_str!("../../docs/troubleshooting.md");
const MISTAKES: &str = env!("CARGO_BIN_EXE_mistakes");

/// What the page has of a kind: names, and the text that follows each.
fn shown(kind: &str) -> Vec<(&'static str, &'static str)> {
    let mark = format!("<!-- {kind}: ");
    PAGE.split(&mark)
        .skip(1)
        .map(|part| {
            let (name, rest) = part.split_once(" -->").expect("a mark ends");
            let text = rest.trim_start().strip_prefix("```text\n").expect("a text follows");
            (name, text.split_once("\n```").expect("a text ends").0)
        })
        .collect()
}

/// Whether a line is one of the page, in which `…` is whatever stands there.
fn is_like(line: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('…');
    let Some(mut rest) = parts.next().and_then(|first| line.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        last = Some(part);
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    match last {
        None => rest.is_empty(),
        Some(last) => last.is_empty() || line.ends_with(last),
    }
}

fn assert_like(name: &str, printed: &str, page: &str) {
    let (lines, patterns): (Vec<_>, Vec<_>) =
        (printed.trim_end().lines().collect(), page.lines().collect());
    let same = lines.len() == patterns.len()
        && lines.iter().zip(&patterns).all(|(line, pattern)| is_like(line, pattern));
    assert!(same, "`{name}` prints\n{printed}\nand the page has\n{page}");
}

#[test]
fn each_mistake_prints_what_the_page_shows() {
    let all = Command::new(MISTAKES).output().unwrap();
    let all: BTreeSet<String> =
        String::from_utf8(all.stdout).unwrap().lines().map(Into::into).collect();
    let pages = shown("mistake");
    let names: BTreeSet<String> = pages.iter().map(|(name, _)| (*name).into()).collect();
    assert_eq!(names, all);
    assert!(names.len() >= 20);
    for (name, page) in pages {
        let output = Command::new(MISTAKES).arg(name).output().unwrap();
        // Build scripts tell Cargo things that it does not show.
        let printed = String::from_utf8(output.stdout).unwrap();
        let shown = printed.lines().filter(|line| !line.starts_with("cargo::"));
        assert_like(name, &shown.collect::<Vec<_>>().join("\n"), page);
    }
}

#[test]
fn what_the_compiler_says_is_in_the_recorded_messages() {
    let pages = shown("compiler");
    assert!(pages.len() >= 3);
    for (file, page) in pages {
        let path = format!("{}/../shm-cdr/tests/ui/{file}", env!("CARGO_MANIFEST_DIR"));
        let recorded = std::fs::read_to_string(&path).unwrap();
        for pattern in page.lines() {
            assert!(
                recorded.lines().any(|line| is_like(line, pattern)),
                "{file} has no line\n{pattern}"
            );
        }
    }
}

#[test]
fn whatever_differs_is_left_open_and_nothing_else() {
    for (line, pattern, expected) in [
        ("a 5 b", "a 5 b", true),
        ("a 5 b", "a … b", true),
        ("a 5 b", "a …", true),
        ("a 5 b c", "a … b", false),
        ("a 5 b", "a 5", false),
        ("x a 5 b", "a … b", false),
    ] {
        assert_eq!(is_like(line, pattern), expected, "{line:?} {pattern:?}");
    }
}
