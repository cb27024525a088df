"""Reads Swift sources with tree-sitter, where there is no Swift compiler, and names what is no Swift."""

import sys
from pathlib import Path

import tree_sitter_swift
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_swift.language()))
wrong = files = 0
for folder in sys.argv[1:]:
    for file in sorted(Path(folder).rglob("*.swift")):
        # What UniFFI writes is known to compile, and has conditions before attributes that the grammar does not know.
        if ".build" in file.parts or "Generated" in file.parts:
            continue
        files += 1
        pending = [parser.parse(file.read_bytes()).root_node]
        while pending:
            node = pending.pop()
            if node.is_error or node.is_missing:
                wrong += 1
                print(f"{file}:{node.start_point[0] + 1}: {node.type}")
            elif node.has_error:
                pending.extend(node.children)
print(f"{files} files, {wrong} errors")
sys.exit(1 if wrong or not files else 0)
