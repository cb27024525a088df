//! A short run, which CI makes; a long one is `cargo xtask differential`.

use std::path::Path;

use super::*;

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
fn a_case_is_the_same_every_time() {
    let (options, causes) = (options(0, 7), Vec::new());
    let [mut one, mut two] = [0, 1].map(|_| Runner::new(&options, &causes).unwrap());
    for number in (0..50).rev() {
        two.made(number, &plan::changes(&mut Chance::new(7, number)));
    }
    for number in 0..50 {
        let changes = plan::changes(&mut Chance::new(7, number));
        let ((a, words), (b, again)) = (one.made(number, &changes), two.made(number, &changes));
        assert_eq!((a.anchors, a.chain, a.at, words), (b.anchors, b.chain, b.at, again), "case {number}");
    }
}

#[test]
fn an_acceptance_without_a_cause_fails_the_run_and_leaves_its_chain() {
    let (options, causes) = (options(0, 1), Vec::new());
    let mut runner = Runner::new(&options, &causes).unwrap();
    let mut number = 0;
    while runner.report.is_sound() {
        runner.case(number).unwrap();
        number += 1;
    }
    let line = runner.report.unexplained[0].clone();
    let name = line.rsplit(": ").next().unwrap().trim_end_matches(')');
    let file = options.folder.join(name);
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("-----BEGIN CERTIFICATE-----"), "{line}");
    fs::remove_file(file).unwrap();
}
