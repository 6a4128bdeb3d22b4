//! What the elements of HTML are to the page.

/// What an element does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    /// Its text starts on a line of its own.
    Block {
        /// Its name, in small letters.
        name: &'static str,
        /// Whether it stands between empty lines.
        is_spaced: bool,
        /// Columns by which it is indented.
        indent: f32,
    },
    /// `<br>`
    LineEnd,
    /// `<hr>`
    Rule,
    Table,
    Row,
    Cell,
    /// What it holds is not shown.
    Hidden,
    /// It changes nothing but the looks of its text; elements that HTML does not know among them.
    Inline,
}

/// Columns by which lists and quotations are indented.
const INDENT: f32 = 6.0;

const PLAIN: &[&str] = &[
    "address",
    "article",
    "aside",
    "body",
    "center",
    "details",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "head",
    "header",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "section",
    "summary",
    "div",
];
const SPACED: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "pre", "xmp", "listing"];
const INDENTED: &[&str] = &["blockquote", "ul", "ol", "dir", "menu"];
const HIDDEN: &[&str] = &[
    "script",
    "style",
    "title",
    "template",
    "noframes",
    "noembed",
    "iframe",
    "object",
    "applet",
    "svg",
    "math",
    "select",
    "textarea",
    "ix:header",
    "ix:hidden",
];

impl Element {
    /// Tells by its name what an element is.
    pub(super) fn of(name: &str) -> Self {
        let known = |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
        match name {
            "br" => Self::LineEnd,
            "hr" => Self::Rule,
            "table" => Self::Table,
            "tr" => Self::Row,
            "td" | "th" | "caption" => Self::Cell,
            "dd" => Self::Block { name: "dd", is_spaced: false, indent: INDENT },
            _ => known(PLAIN)
                .map(|name| Self::Block { name, is_spaced: false, indent: 0.0 })
                .or_else(|| known(SPACED).map(|name| Self::Block { name, is_spaced: true, indent: 0.0 }))
                .or_else(|| known(INDENTED).map(|name| Self::Block { name, is_spaced: true, indent: INDENT }))
                .or_else(|| known(HIDDEN).map(|_| Self::Hidden))
                .unwrap_or(Self::Inline),
        }
    }
}

/// Whether an element is a heading, which has space around it.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element ends where another of its kind begins: a paragraph in a paragraph, an item after an item.
pub(super) fn ends_before(name: &str, next: &str) -> bool {
    match name {
        "p" => true,
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "head" => next == "body",
        _ => false,
    }
}

/// Whether an element never has an end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}
