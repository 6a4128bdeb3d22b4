# The commands of everyday work; `just` lists them.

# The corpus of exhibits that further tests run over, where it is at hand.
corpus := env("TICKMARK_CORPUS", "")

_default:
    @just --list

# All that must be clean before a commit.
ci:
    .ci/run

# Every test, the cases of the rules among them.
test *filter:
    cargo test {{ filter }}

# The cases of the rules alone: `just rules fund/unique-portfolio`.
rules *filter:
    cargo test --test rules {{ filter }}

# How often each rule speaks over the corpus: `just noise --select schedule`.
noise *options:
    cargo run --release --example noise -- {{ corpus }} {{ options }}

# Formatting and lints.
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# Formats the code.
fmt:
    cargo fmt

# The main job on the sample exhibit.
example:
    cargo run -- check examples/amendment-3.txt

# Licences, advisories and sources of all dependencies.
deny:
    cargo deny check

# The documentation of the library.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --open
