//! What a peer can make a decision cost: bounded, whatever it sends.
//!
//! Each case takes seconds in a build that is not optimised. Without numbers for names, one key under many of them takes
//! more than the bound, which is generous for busy machines; the others are held by what is counted.

use std::time::{Duration, Instant};

use handfast::PresentedChain;

use crate::forge::der::{oid, rdns, seq, tlv};
use crate::forge::extension::{directory, dns, email, name_constraints, uri};
use crate::forge::{Ca, Key};
use crate::support::{client, codes, decide, party};

const BOUND: Duration = Duration::from_mins(1);

/// A name of one long text, in upper case before the place and in lower case after it: all of them are the same name.
fn cased(letters: usize, place: usize, end: &str) -> Vec<u8> {
    let text = "A".repeat(place) + &"a".repeat(letters.saturating_sub(place)) + end;
    rdns(&[(&[85, 4, 10], 0x0c, text.as_bytes()), (&[85, 4, 3], 0x0c, b"CA")])
}

fn in_time(what: &str, work: impl FnOnce()) {
    let began = Instant::now();
    work();
    let took = began.elapsed();
    assert!(took < BOUND, "{what} took {took:?}");
}

#[test]
fn long_names_that_differ_in_case_are_compared_once_for_each_certificate() {
    // Eleven keys of one name certify each other: far more paths than candidates are looked at.
    let root = Ca::new("Root");
    let cas: Vec<Ca> = (0..11)
        .map(|number| {
            let mut ca = Ca::new(&format!("CA {number}"));
            ca.name = cased(900, number, "");
            ca
        })
        .collect();
    let mut chain = vec![client(&cas[0], &[dns("a.example")]).sign(&cas[0].key)];
    for (number, ca) in cas.iter().enumerate() {
        for (other, issuer) in cas.iter().enumerate().filter(|(other, _)| *other != number) {
            let name = cased(900, number * 11 + other, "");
            chain.push(ca.spec(issuer).change(|spec| spec.subject = name).sign(&issuer.key));
        }
    }
    let party = party(&[root.root()]);
    let presented = PresentedChain::from_tls(&chain);
    assert_eq!(presented.others().len(), 110);
    in_time("a mesh of CAs", || assert_eq!(codes(&decide(&party, &chain)), ["work_limit_reached"]));
    in_time("reading the files", || assert!(PresentedChain::from_files(&chain).end_entity().is_ok()));
}

#[test]
fn one_key_under_many_long_names_is_looked_for_in_the_path_by_number() {
    // A path of fourteen CAs that share their key, then a hundred certificates of the last one, each of which is compared
    // with all of the path.
    let key = Key::new("shared");
    let named = |number: usize, case: usize| {
        let mut ca = Ca::new(&format!("CA {number}")).with_key(key.clone());
        ca.name = cased(900, case, &format!("{number:02}"));
        ca
    };
    let mut chain = vec![client(&named(0, 0), &[dns("a.example")]).sign(&key)];
    for number in 0..14 {
        chain.push(named(number, 0).certificate(&named(number + 1, 0)));
    }
    for case in 1..=100 {
        chain.push(named(14, case).certificate(&named(14, 0)));
    }
    let party = party(&[Ca::new("Root").root()]);
    in_time("a shared key", || {
        let decision = decide(&party, &chain);
        assert_eq!(decision.effect().as_str(), "deny", "{decision}");
    });
}

#[test]
fn a_comparison_of_a_long_name_with_a_constraint_counts_as_many() {
    let long = "a".repeat(20_000);
    let long_directory = directory(&cased(20_000, 0, "x"));
    let other_directory = directory(&cased(20_000, 20_000, "y"));
    let cases = [
        ("a mailbox", email(&format!("{long}@a.example")), email("b@c")),
        ("a URI", uri(&format!("https://{long}@a.example/")), uri("c")),
        ("a directory name", long_directory, other_directory),
    ];
    for (what, name, subtree) in cases {
        // As many subtrees as fit into a certificate; each of a hundred candidates has them.
        let fit = 60_000 / (subtree.len() + 2);
        let (root, one) = (Ca::new("Root"), Ca::new("One"));
        let leaf = client(&one, &[name]).sign(&one.key);
        let constrained = one.spec(&root).with(name_constraints(&[], &vec![subtree; fit])).sign(&root.key);
        in_time(what, || {
            let got = codes(&decide(&party(&[root.root()]), &[leaf, constrained]));
            let expected = if fit > 3 { "work_limit_reached" } else { "path_verified" };
            assert_eq!(got, [expected], "{what}");
        });
    }
}

#[test]
fn the_attributes_of_one_relative_distinguished_name_are_not_held_each_against_each() {
    let several = |text: fn(usize) -> String| {
        let pair = |number| seq(&[oid(&[85, 4, 3]), tlv(0x0c, text(number))]);
        seq(&[tlv(0x31, (0..4_000).map(pair).collect::<Vec<_>>().concat())])
    };
    let (lower, upper) = (several(|number| format!("a{number:04}")), several(|number| format!("A{number:04}")));
    let other = several(|number| format!("B{number:04}"));
    let (root, one) = (Ca::new("Root"), Ca::new("One"));
    let leaf = client(&one, &[dns("a.example")]).change(|spec| spec.subject = lower).sign(&one.key);
    let decided = |permitted: &[Vec<u8>], excluded: &[Vec<u8>]| {
        let constrained = one.spec(&root).with(name_constraints(permitted, excluded)).sign(&root.key);
        codes(&decide(&party(&[root.root()]), &[leaf.clone(), constrained])).join(" ")
    };
    in_time("permitted", || assert_eq!(decided(&[directory(&upper)], &[]), "path_verified"));
    in_time("excluded", || assert_eq!(decided(&[], &[directory(&upper)]), "name_not_permitted"));
    in_time("excluded otherwise", || assert_eq!(decided(&[], &[directory(&other)]), "path_verified"));
}

#[test]
fn what_certificates_in_use_hold_stays_within_the_limit() {
    // A hundred names and a thousand subtrees, as the largest constrained CAs have them.
    let (root, one) = (Ca::new("Root"), Ca::new("One"));
    let names: Vec<Vec<u8>> = (0..100).map(|number| dns(&format!("host-{number}.department.example"))).collect();
    let subtrees: Vec<Vec<u8>> = (0..1_000).map(|number| dns(&format!("branch-{number}.example"))).collect();
    let leaf = client(&one, &names).sign(&one.key);
    let constrained = one.spec(&root).with(name_constraints(&[], &subtrees)).sign(&root.key);
    assert_eq!(codes(&decide(&party(&[root.root()]), &[leaf, constrained])), ["path_verified"]);
}
