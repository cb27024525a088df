//! Every example in the documentation is read, and says what the documentation says.

use handfast::{Policy, SetupError};

const PAGE: &str = include_str!("../../../docs/policy.md");
const EXAMPLES: [&str; 3] = [
    include_str!("../../../examples/policies/payments.yaml"),
    include_str!("../../../examples/policies/staff-portal.yaml"),
    include_str!("../../../examples/policies/meters.yaml"),
];

fn fenced() -> Vec<&'static str> {
    let mut rest = PAGE;
    let mut blocks = Vec::new();
    while let Some((_, after)) = rest.split_once("```yaml\n") {
        let (block, after) = after.split_once("```").unwrap();
        blocks.push(block);
        rest = after;
    }
    blocks
}

/// A list of rules by itself gets the rest of a document around it.
fn document(block: &str) -> String {
    if block.starts_with("- id:") {
        format!("handfast: 1\ndefault: deny\nidentity: [dns]\nrules:\n{block}")
    } else {
        block.to_owned()
    }
}

fn place(error: &SetupError) -> String {
    let place = error.position().map(|position| position.to_string()).unwrap_or_default();
    place.replace("line ", "").replace(", column ", ":")
}

#[test]
fn every_example_of_the_page_is_read_and_what_it_says_is_refused_is() {
    let blocks = fenced();
    assert!(blocks.len() >= 8, "{} examples", blocks.len());
    let mut refused = 0;
    for block in blocks {
        let read = Policy::parse(&document(block));
        match block.strip_prefix("# refused at ") {
            None => drop(read.unwrap_or_else(|error| panic!("{error}\n{block}"))),
            Some(note) => {
                let (at, message) = note.lines().next().unwrap().split_once(": ").unwrap();
                let error = read.unwrap_err();
                assert_eq!(place(&error), at, "{error}");
                assert!(error.message().contains(message), "{error}");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 2);
}

#[test]
fn the_example_policies_pass_their_own_tests() {
    for text in EXAMPLES {
        let policy = Policy::parse(text).unwrap();
        assert!(policy.test().unwrap().len() >= 2);
    }
}

/// What the three examples of the format's design need and this version has not got is refused by name, one after the
/// other; the rest of each is read.
#[test]
fn what_needs_later_parts_is_refused_by_name() {
    let cases = [
        (
            EXAMPLES[1],
            "path: /docs/** }]",
            "path: /docs/** }]\n    when: device.disk_encrypted && now.getHours() >= 5",
            "`when`",
        ),
        (
            EXAMPLES[2],
            "factory-2031.pem }",
            "factory-2031.pem, grace: { expired: 30d, only_rules: [renew] } }",
            "`grace`",
        ),
        (EXAMPLES[2], "[\"4a:01\", \"4a:02\"]", "{ external: true, type: serial }", "`quarantined`"),
    ];
    for (text, from, to, named) in cases {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        let error = Policy::parse(&changed).unwrap_err();
        assert!(error.message().contains(named) && error.position().is_some(), "{error}");
    }
}
