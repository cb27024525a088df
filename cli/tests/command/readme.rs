//! The commands that README.md shows work as they stand.

use crate::world::{World, root};

#[test]
fn the_commands_of_the_readme_work() {
    let world = World::new();
    world.put("ca.pem", world.read("mesh.pem"));
    world.put("client.pem", world.read("web.pem"));
    world.put("ca.crl", [world.read("mesh.crl"), world.read("issuing.crl")].concat());
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let section = readme.split("## On the command line").nth(1).unwrap();
    let block = section.split("```sh\n").nth(1).unwrap().split("```").next().unwrap().replace("\\\n", " ");
    let mut count = 0;
    for line in block.lines().filter_map(|line| line.trim().strip_prefix("handfast ")) {
        let words = line.split('#').next().unwrap().replace("examples/policies/", "");
        // The certificates are of a fixed day.
        let at = match words.split_whitespace().next() {
            Some("decide") => format!("--at {}", crate::world::AT),
            Some("forecast") => format!("--from {}", crate::world::AT),
            _ => String::new(),
        };
        let ran = world.run(&format!("{words} {at}"));
        assert_eq!(ran.status, Some(0), "handfast {words}: {}{}", ran.stdout, ran.stderr);
        count += 1;
    }
    assert_eq!(count, 10);
}
