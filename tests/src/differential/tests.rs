//! A short run, which CI makes; a long one is `cargo xtask differential`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::causes::Causes;
use super::chance::Chance;
use super::plan::Changes;
use super::*;
use crate::forge::{Ca, Key, Spec};

fn options(cases: u64, seed: u64) -> Options {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Apart from those of a long run.
    let folder = tests.join("..").join("target").join("differential").join("tests");
    Options { cases, seed, only: None, causes: tests.join("differential").join("causes.json"), folder }
}

#[test]
fn nothing_is_accepted_that_others_refuse_without_a_cause() {
    assert!(run(&options(2_000, 1)).unwrap());
}

#[test]
fn a_cause_that_does_not_explain_its_case_is_stale() {
    let options = options(0, 1);
    let mut causes = causes::read(&options.causes).unwrap();
    assert_eq!(
        Runner::new(&causes, Some(&options.folder), Asked::Always).unwrap().stale().unwrap(),
        Vec::<String>::new()
    );
    let seen = causes.all()[0].seen;
    causes.replace_seen(1, seen);
    let stale = Runner::new(&causes, Some(&options.folder), Asked::Always).unwrap().stale().unwrap();
    assert_eq!(stale.len(), 1, "{stale:?}");
}

#[test]
fn the_fewest_changes_are_tried_first() {
    let counts = |count: usize| {
        let changes: Changes = (0..count).map(|number| (number, 0)).collect();
        plan::fewer(&changes).iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!([counts(0), counts(1), counts(2)], [vec![], vec![], vec![1, 1]]);
    assert_eq!(counts(3), [1, 1, 1, 2, 2, 2]);
}

#[test]
fn a_case_is_the_same_every_time() {
    let (options, causes) = (options(0, 7), Causes::default());
    let [mut one, mut two] =
        [0, 1].map(|_| Runner::new(&causes, Some(&options.folder), Asked::WhereTheyDiffer).unwrap());
    for number in (0..50).rev() {
        two.made((7, number), &plan::changes(&mut Chance::new(7, number)));
    }
    for number in 0..50 {
        let changes = plan::changes(&mut Chance::new(7, number));
        let ((a, words), (b, again)) = (one.made((7, number), &changes), two.made((7, number), &changes));
        assert_eq!((a.anchors, a.chain, a.at, words), (b.anchors, b.chain, b.at, again), "case {number}");
    }
}

#[test]
fn an_acceptance_without_a_cause_fails_the_run_and_leaves_its_chain() {
    let (options, causes) = (options(0, 1), Causes::default());
    let mut runner = Runner::new(&causes, Some(&options.folder), Asked::WhereTheyDiffer).unwrap();
    let mut number = 0;
    while runner.report.is_sound() {
        runner.case(1, number).unwrap();
        number += 1;
    }
    let line = runner.report.unexplained[0].clone();
    let name = line.rsplit(": ").next().unwrap().trim_end_matches(')');
    let file = options.folder.join(name);
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("-----BEGIN CERTIFICATE-----"), "{line}");
    fs::remove_file(file).unwrap();
}

#[test]
fn a_change_of_structure_changes_something_and_says_it_in_one_of_few_ways() {
    let der = Spec::new("peer.example", &Key::rsa(), &Ca::new("CA")).tbs();
    let mut ways = BTreeSet::new();
    for seed in 0..20_000 {
        let Some((how, other)) = structure::changed(&der, &mut Chance::new(seed, 0)) else { continue };
        assert_ne!(other, der, "{how}");
        ways.insert(how);
    }
    assert!((200..1_000).contains(&ways.len()), "{}", ways.len());
}

#[test]
fn what_may_stand_beside_the_changes_of_a_cause_explains_nothing_alone() {
    let table = r#"{ "besides": ["c*"], "causes": [{ "title": "t", "peer": "webpki", "says": ["no"], "changes": ["a*"],
        "with": ["b*"], "why": "w", "reference": "r", "seen": { "seed": 1, "case": 1 } }] }"#;
    let causes = causes::parse(table).unwrap();
    let explained = |changes: &[&str]| {
        let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
        causes.explaining("webpki", "no", "client", &changes).is_some()
    };
    assert!(explained(&["a1"]) && explained(&["a1", "b1"]) && explained(&["a1", "b1", "c1"]));
    assert!(!explained(&["b1"]) && !explained(&["b1", "c1"]) && !explained(&["a1", "d1"]));
}
