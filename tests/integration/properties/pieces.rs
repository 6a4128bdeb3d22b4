//! The pieces that exhibits are composed of.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

/// An exhibit: pieces one under the other, with a blank line between most of them, on a page with some margin.
pub(super) fn exhibit() -> impl Strategy<Value = String> {
    let gap = prop_oneof![6 => Just("\n"), 2 => Just(""), 1 => Just("\n\n\n"), 1 => Just("\x0c")];
    let margin = prop_oneof![3 => Just(Margin::Kept), 1 => Just(Margin::Lost), 1 => Just(Margin::Wide)];
    (vec((piece(), gap), 1..12), margin).prop_map(|(pieces, margin)| {
        let text: String = pieces.iter().flat_map(|(piece, gap)| [piece.as_str(), gap]).collect();
        margin.apply(&text)
    })
}

/// Any text: characters of every kind among the words and marks that the grammar knows.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => select(TOKENS).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        2 => select(NAMES).prop_map(str::to_owned),
        3 => select(&["\n", "\n", "\n\n", " ", " ", "   ", "\t", "                    "][..]).prop_map(str::to_owned),
    ];
    // Line ends and byte order marks are what the variants of a text differ in.
    vec(part, 0..60).prop_map(|parts| parts.concat().replace('\r', "").trim_start_matches('\u{feff}').to_owned())
}

/// Any markup: tags of every kind, closed or not, among the words and marks that the grammar knows.
pub(super) fn any_markup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        5 => select(TAGS).prop_map(str::to_owned),
        3 => select(TOKENS).prop_map(|token| token.replace(['<', '&'], " ")),
        3 => select(NAMES).prop_map(|name| name.replace('&', "&amp;")),
        2 => select(&["\n", " ", "&nbsp;&nbsp;&nbsp;", "&#8220;", "&quot", "é"][..]).prop_map(str::to_owned),
    ];
    vec(part, 0..60).prop_map(|parts| format!("<html>{}", parts.concat().replace('\r', "")))
}

/// Tags as exhibits hold them.
const TAGS: &[&str] = &[
    "<p>",
    "<P ALIGN=\"center\">",
    "</p>",
    "<div style='margin-left:0.5in; text-indent:-12pt'>",
    "</div>",
    "<br>",
    "<b>",
    "</b>",
    "<table>",
    "<tr>",
    "<td>",
    "<td colspan=2 align=right>",
    "<td rowspan=2>",
    "<div style='float:left'>",
    "<div style='display:flex'>",
    "<font style='padding-left:10pt'>",
    "<font style='text-transform:uppercase'>",
    "<font style='position:relative;top:-3pt'>2</font>",
    "</font>",
    "<table align=right width='40%'>",
    "<ol type=i start=3>",
    "<li>",
    "<li value=7><p>",
    "</li>",
    "</ol>",
    "<sup>",
    "<sup>1</sup>",
    "</sup>",
    "</td>",
    "</table>",
    "<hr>",
    "<p style='page-break-before:always'>",
    "<center>",
    "</center>",
    "<pre>",
    "</pre>",
    "<ul><li>",
    "<!-- SCHEDULE -->",
];

/// What became of the blanks at the start of lines.
#[derive(Clone, Copy, Debug)]
enum Margin {
    Kept,
    /// As in texts that were web pages.
    Lost,
    Wide,
}

impl Margin {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Kept => text.to_owned(),
            Self::Lost => text.split('\n').map(|line| line.trim_start_matches(' ')).collect::<Vec<_>>().join("\n"),
            Self::Wide => text.split('\n').map(|line| format!("          {line}")).collect::<Vec<_>>().join("\n"),
        }
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => heading(),
        4 => prose(),
        2 => clauses(),
        4 => list(),
        3 => signature(),
        2 => signatures_side_by_side(),
        2 => table(),
        3 => page_end(),
        2 => junk(),
    ]
}

fn name() -> impl Strategy<Value = String> {
    select(NAMES).prop_map(str::to_owned)
}

fn heading() -> impl Strategy<Value = String> {
    let text = select(HEADINGS);
    let indent = select(&[0usize, 9, 30, 60][..]);
    (vec(text, 1..4), indent)
        .prop_map(|(lines, indent)| lines.iter().map(|line| format!("{:indent$}{line}\n", "")).collect())
}

/// Sentences, wrapped at some width.
fn prose() -> impl Strategy<Value = String> {
    (vec(select(PHRASES), 1..8), select(&[38usize, 60, 72, 200][..]), select(&[0usize, 9][..]))
        .prop_map(|(phrases, width, indent)| wrap(&phrases.join(" "), width, indent))
}

fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut wrapped = " ".repeat(indent);
    let mut column = indent;
    for word in text.split(' ') {
        if column > indent && column + word.chars().count() > width {
            wrapped.push('\n');
            column = 0;
        }
        wrapped.push_str(word);
        wrapped.push(' ');
        column += word.chars().count() + 1;
    }
    wrapped.push('\n');
    wrapped
}

fn clauses() -> impl Strategy<Value = String> {
    let clause = (select(NUMBERS), select(PHRASES), select(&[0usize, 9, 12, 18][..]));
    vec(clause, 1..6).prop_map(|clauses| {
        clauses.iter().map(|(number, phrase, indent)| format!("{:indent$}{number} {phrase}\n\n", "")).collect()
    })
}

fn list() -> impl Strategy<Value = String> {
    let heading = prop_oneof![Just(""), Just("         PORTFOLIOS\n\n"), Just("Effective Date      Portfolio\n")];
    let mark = select(
        &["", "*", " (1)", " (formerly Harbor Income Fund)", " (Classes A, C and R)", "\n  Fund", " (continued)"][..],
    );
    let date = select(&["", "", "12/1/95             ", "Harbor Trust        "][..]);
    (name(), heading, vec((name(), mark, date), 1..6), any::<bool>()).prop_map(
        |(registrant, heading, names, is_apart)| {
            let end = if is_apart { "\n\n" } else { "\n" };
            let rows: String =
                names.iter().map(|(name, mark, date)| format!("         {date}{name}{mark}{end}")).collect();
            format!("         {}\n\n{heading}{rows}", registrant.to_uppercase())
        },
    )
}

fn signature() -> impl Strategy<Value = String> {
    (vec(select(SIGNING), 1..8), select(&[0usize, 43][..]))
        .prop_map(|(lines, indent)| lines.iter().map(|line| format!("{:indent$}{line}\n", "")).collect())
}

fn signatures_side_by_side() -> impl Strategy<Value = String> {
    vec((select(SIGNING), select(SIGNING)), 1..8)
        .prop_map(|rows| rows.iter().map(|(left, right)| format!("{left:<43}{right}\n")).collect())
}

fn table() -> impl Strategy<Value = String> {
    let cell =
        select(&["Harbor Fund", "1.00", "N/A", "12/1/95", "", "Class A", "-----", "Société", "TOTAL", "<C>"][..]);
    (vec(vec(cell, 1..5), 1..6), any::<bool>()).prop_map(|(rows, is_tagged)| {
        let row = |row: &Vec<&str>| row.iter().map(|cell| format!("{cell:<20}")).collect::<String>() + "\n";
        let rows: String = rows.iter().map(row).collect();
        if is_tagged { format!("<TABLE>\n<CAPTION>\n{rows}</TABLE>\n") } else { rows }
    })
}

fn page_end() -> impl Strategy<Value = String> {
    select(
        &[
            "<PAGE>\n",
            "<PAGE>   2\n",
            "                                       2\n<PAGE>\n",
            "                                      -3-<PAGE>\n",
            "                                      A-1\n\x0c",
            "\x0c",
            "                                   Exhibit A\n<PAGE>\n                                   Exhibit A\n",
            "iv\n",
        ][..],
    )
    .prop_map(str::to_owned)
}

fn junk() -> impl Strategy<Value = String> {
    vec(prop_oneof![select(TOKENS).prop_map(str::to_owned), any::<char>().prop_map(String::from)], 1..12)
        .prop_map(|parts| format!("{}\n", parts.concat().replace('\r', "")))
}

const NAMES: &[&str] = &[
    "Harbor Blue Chip Fund",
    "Harbor Growth & Income Fund",
    "Harbor Equity Funds",
    "Harbor Distributors, Inc.",
    "Fund",
    "Northfield Série Éclair Portfolio II",
    "Harbor International Emerging Markets Small Company Opportunities",
    "“Hartwell” Trust",
    "Trust",
];

const HEADINGS: &[&str] = &[
    "SCHEDULE A",
    "Schedule A-1",
    "EXHIBIT e(2)(g)",
    "EXHIBIT A",
    "APPENDIX B",
    "AMENDMENT NO. 6",
    "TO",
    "AMENDED AND RESTATED",
    "MASTER DISTRIBUTION AGREEMENT",
    "(CLASS B SHARES)",
    "FORM OF",
    "Dated July 21, 2001",
    "to the Custodian Agreement",
    "[Form follows.]",
    "--------------",
];

const PHRASES: &[&str] = &[
    "The Agreement (the \"Agreement\") made as of the 18th day of August, 2003, by and between",
    "each registered investment company set forth on Schedule A-1 and Schedule A-2",
    "(each individually referred to as the “Fund”, or collectively, the “Funds”),",
    "is hereby amended as follows:",
    "WHEREAS, the Trust wishes to retain Harbor Services, Inc. (the \"Administrator\");",
    "IN WITNESS WHEREOF, the parties have executed this amendment on this 24th day of May, 2006.",
    "\"Net Assets\" means the assets less debts.",
    "at the annual rate of 0.25%, and no more than $1,250.50,",
    "on November __, 2019 with [NAME OF FUND] and [***] of ____",
    "the long-\u{a0}term   société’s shares\tand Exhibits A, B and",
    "shall remain in full force.",
    "Schedule 5.9",
    "of",
];

const NUMBERS: &[&str] = &["1.", "2.", "1.1", "1.1.1", "(a)", "(b)", "(i)", "A.  ", "ARTICLE IV", "Section 2.1", "3)"];

const SIGNING: &[&str] = &[
    "",
    "",
    "HARBOR EQUITY FUNDS",
    "HARBOR BANK AND TRUST COMPANY",
    "By: /s/ Mary H. Ellison",
    "By:",
    "By: ______________________",
    "By: Harbor Partners, LLC, its general",
    "/s/ Gérard Müller",
    "---------------------",
    "_____________________",
    "Name: Mary H. Ellison",
    "Name:",
    "Title: President and",
    "Title:",
    "Secretary",
    "Mary H. Ellison",
    "Its: Vice President",
    "Date: May 19, 1997",
    "Attest:",
    "[SEAL]",
    "as Trustee",
    "Accepted and agreed:",
    "SCHEDULE A",
    "12",
    "<PAGE>",
];

const TOKENS: &[&str] = &[
    "Schedule",
    "SCHEDULE A",
    "Exhibit",
    "A-1",
    "(a)",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "“",
    "”",
    "By:",
    "/s/",
    "Name:",
    "Title:",
    "Date:",
    "1.",
    "1.1",
    "-",
    "--",
    "__",
    "____",
    "/",
    "$",
    "5%",
    "1,000",
    "<PAGE>",
    "<TABLE>",
    "</TABLE>",
    "<S>",
    "<",
    "\x0c",
    "PORTFOLIOS",
    "May 1, 2003",
    "day of",
    "th day of",
    "WHEREAS",
    "IN WITNESS WHEREOF",
    "Agreement",
    "AMENDMENT NO. 6",
    "TO",
    "of the",
    "the",
    "and",
    "Inc.",
    "Class A",
    "formerly",
    "●",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "é",
    "𝔄",
    "e\u{301}",
    "\0",
    "\u{85}",
    "\u{2028}",
    "\u{b}",
    "...",
    "N/A",
    "Attest:",
    "[SEAL]",
    "between",
    "made as of",
    "2",
];
