//! The closed list of node kinds: where each may stand and which attributes it may have.
//!
//! The single source for selector checks, type checks of attributes, the node reference and editor completion. A new kind is
//! one variant of [`Kind`], one entry of [`SCHEMA`], and the grammar that yields it.

macro_rules! named_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident => $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// Every one, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name as rules and reports write it (kebab-case).
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Finds one by its name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.name())
            }
        }
    };
}

named_enum! {
    /// The kind of a node.
    Kind {
        /// One EDGAR filing: its header and documents.
        Submission => "submission",
        /// A filer named in a submission's header.
        Filer => "filer",
        /// One document of a submission, or one stand-alone file.
        Document => "document",
        /// The document's own label: `EXHIBIT e(2)(g)`.
        ExhibitLabel => "exhibit-label",
        /// The title of an instrument or of a schedule.
        Caption => "caption",
        /// The opening paragraph that names the parties.
        Preamble => "preamble",
        /// A `WHEREAS` paragraph.
        Recital => "recital",
        /// A numbered or lettered clause.
        Clause => "clause",
        /// A run of text that is none of the more telling kinds.
        Paragraph => "paragraph",
        /// A party named in the preamble.
        Party => "party",
        /// A term defined in running text.
        Definition => "definition",
        /// A mention of a schedule, exhibit, appendix or annex.
        Reference => "reference",
        /// A date with the part it plays.
        Date => "date",
        /// An amount of money or a percentage.
        Amount => "amount",
        /// A blank or bracket left to be filled in.
        Placeholder => "placeholder",
        /// A signature block.
        Signature => "signature",
        /// A lettered or numbered attachment.
        Schedule => "schedule",
        /// A trust or corporation that heads a list of its portfolios.
        Registrant => "registrant",
        /// A heading inside a schedule or list: `PORTFOLIOS`.
        Heading => "heading",
        /// A series of a registrant.
        Portfolio => "portfolio",
        /// A share class of a portfolio.
        Class => "class",
        /// A table.
        Table => "table",
        /// A row of a table.
        Row => "row",
        /// A cell of a row.
        Cell => "cell",
        /// A printed page number.
        Folio => "folio",
        /// The end of a page.
        PageBreak => "page-break",
        /// A physical line of a plain text; built only when a rule selects it. HTML has none.
        Line => "line",
        /// A physical line of HTML as it is written; built only when a rule selects it. Plain text has none.
        MarkupLine => "markup-line",
        /// An opening tag of HTML; built only when a rule selects it. Plain text has none.
        Markup => "markup",
        /// An attribute of an opening tag.
        MarkupAttribute => "markup-attribute",
    }
}

named_enum! {
    /// The name of an attribute.
    AttributeName {
        /// The submission's accession number.
        Accession => "accession",
        /// When a list is true.
        AsOf => "as-of",
        /// The number of an amendment.
        Amendment => "amendment",
        /// The title that stands under a schedule's heading.
        Caption => "caption",
        /// The share class that a caption names.
        Class => "class",
        /// The classes listed beside a portfolio.
        ClassList => "class-list",
        /// No tag of the document's envelope in its submission is missing.
        Closed => "closed",
        /// The SEC's number of a filer.
        Cik => "cik",
        /// The 1-based column, in columns of the page.
        Column => "column",
        /// Signed with a conformed signature (`/s/`).
        Conformed => "conformed",
        /// A date as printed.
        Date => "date",
        /// The short name that a party is given.
        DefinedAs => "defined-as",
        /// What the submission says of the document.
        Description => "description",
        /// The name of an element of HTML, in small letters.
        Element => "element",
        /// At least one signature is conformed.
        Executed => "executed",
        /// The day a submission was filed.
        Filed => "filed",
        /// The document's file name in its submission.
        Filename => "filename",
        /// The form of a placeholder: blank, bracket, bullet or word.
        Form => "form",
        /// A form of an instrument, not an executed copy.
        FormOf => "form-of",
        /// The type of form filed.
        FormType => "form-type",
        /// Text or HTML.
        Format => "format",
        /// A former name.
        FormerName => "former-name",
        /// Stands inside a `<TABLE>`.
        InTable => "in-table",
        /// The instrument's name without its amendment number.
        Instrument => "instrument",
        /// Schedule, Exhibit, Appendix, Annex, Attachment or Addendum.
        KindWord => "kind-word",
        /// The letter or number of an attachment.
        Label => "label",
        /// The number of characters.
        Length => "length",
        /// The depth of a clause, 1 for the outermost.
        Level => "level",
        /// Names were hidden by the host of the text.
        Masked => "masked",
        /// A name.
        Name => "name",
        /// A number, as printed.
        Number => "number",
        /// For whom a signature is given.
        Party => "party",
        /// The path of the file.
        Path => "path",
        /// Parts were left out on request.
        Redacted => "redacted",
        /// An amended and restated instrument.
        Restated => "restated",
        /// The part that a date plays: execution, base, effective, as-of.
        Role => "role",
        /// The document's number in its submission.
        Sequence => "sequence",
        /// The name behind `/s/`.
        Signer => "signer",
        /// A defined term.
        Term => "term",
        /// The text, white space folded.
        Text => "text",
        /// The title of a signatory.
        Title => "title",
        /// The document's type in its submission.
        Type => "type",
        /// The value of a date or amount.
        Value => "value",
        /// The day of the week that stands before a date.
        Weekday => "weekday",
    }
}

/// The type of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any text, white space folded to single blanks.
    Text,
    /// A short label such as `A-1`; ordered like a label, not like text.
    Label,
    /// A number.
    Number,
    /// A day of the calendar.
    Date,
    /// There or not there.
    Flag,
}

impl Type {
    /// The name as the reference writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Label => "label",
            Self::Number => "number",
            Self::Date => "date",
            Self::Flag => "flag",
        }
    }
}

/// What the schema says of one attribute of a kind.
#[derive(Debug)]
pub struct AttributeSchema {
    /// Its name.
    pub name: AttributeName,
    /// The type of its value.
    pub r#type: Type,
    /// Whether every node of the kind has it.
    pub required: bool,
}

/// What the schema says of one kind.
#[derive(Debug)]
pub struct KindSchema {
    /// The kind.
    pub kind: Kind,
    /// The kinds it may stand directly under; empty for a root.
    pub parents: &'static [Kind],
    /// Its attributes, in the order of the reference.
    pub attributes: &'static [AttributeSchema],
    /// One sentence for the node reference.
    pub doc: &'static str,
}

/// Attributes that every node has, computed from its place and text.
pub const COMMON_ATTRIBUTES: &[(&str, Type)] = &[("text", Type::Text), ("line", Type::Number), ("kind", Type::Text)];

const fn optional(name: AttributeName, r#type: Type) -> AttributeSchema {
    AttributeSchema { name, r#type, required: false }
}

const fn required(name: AttributeName, r#type: Type) -> AttributeSchema {
    AttributeSchema { name, r#type, required: true }
}

const PROSE: &[Kind] = &[
    Kind::Preamble,
    Kind::Recital,
    Kind::Clause,
    Kind::Paragraph,
    Kind::Caption,
    Kind::Heading,
    Kind::Signature,
    Kind::Schedule,
    Kind::Cell,
];

/// Every kind, in the order of [`Kind::ALL`].
pub const SCHEMA: &[KindSchema] = &[
    KindSchema {
        kind: Kind::Submission,
        parents: &[],
        attributes: &[
            optional(AttributeName::Accession, Type::Text),
            optional(AttributeName::FormType, Type::Text),
            optional(AttributeName::Filed, Type::Date),
        ],
        doc: "One EDGAR filing: its header and its documents.",
    },
    KindSchema {
        kind: Kind::Filer,
        parents: &[Kind::Submission],
        attributes: &[required(AttributeName::Name, Type::Text), optional(AttributeName::Cik, Type::Text)],
        doc: "A filer that the submission's header names.",
    },
    KindSchema {
        kind: Kind::Document,
        parents: &[Kind::Submission],
        attributes: &[
            required(AttributeName::Path, Type::Text),
            optional(AttributeName::Type, Type::Text),
            optional(AttributeName::Sequence, Type::Number),
            optional(AttributeName::Filename, Type::Text),
            optional(AttributeName::Description, Type::Text),
            required(AttributeName::Format, Type::Text),
            optional(AttributeName::Closed, Type::Flag),
            optional(AttributeName::Executed, Type::Flag),
            optional(AttributeName::FormOf, Type::Flag),
            optional(AttributeName::Redacted, Type::Flag),
            optional(AttributeName::Masked, Type::Flag),
        ],
        doc: "One document of a submission, or one stand-alone file; the root of what a rule sees.",
    },
    KindSchema {
        kind: Kind::ExhibitLabel,
        parents: &[Kind::Document],
        attributes: &[required(AttributeName::Text, Type::Text), optional(AttributeName::Label, Type::Label)],
        doc: "The document's own label line, such as `EXHIBIT e(2)(g)`.",
    },
    KindSchema {
        kind: Kind::Caption,
        parents: &[Kind::Document, Kind::Schedule],
        attributes: &[
            required(AttributeName::Text, Type::Text),
            optional(AttributeName::Instrument, Type::Text),
            optional(AttributeName::Amendment, Type::Number),
            optional(AttributeName::Restated, Type::Flag),
            optional(AttributeName::Class, Type::Text),
        ],
        doc: "The title of an instrument, or the title lines under a schedule's heading; its lines are joined by a blank.",
    },
    KindSchema {
        kind: Kind::Preamble,
        parents: &[Kind::Document, Kind::Schedule],
        attributes: &[required(AttributeName::Text, Type::Text)],
        doc: "The opening paragraph that names the parties and the date.",
    },
    KindSchema {
        kind: Kind::Recital,
        parents: &[Kind::Document, Kind::Schedule],
        attributes: &[required(AttributeName::Text, Type::Text)],
        doc: "A paragraph that begins with WHEREAS.",
    },
    KindSchema {
        kind: Kind::Clause,
        parents: &[Kind::Document, Kind::Schedule, Kind::Clause],
        attributes: &[
            required(AttributeName::Text, Type::Text),
            required(AttributeName::Number, Type::Label),
            required(AttributeName::Level, Type::Number),
        ],
        doc: "A numbered or lettered clause; clauses of a deeper level stand inside it.",
    },
    KindSchema {
        kind: Kind::Paragraph,
        parents: &[Kind::Document, Kind::Schedule, Kind::Clause, Kind::Registrant, Kind::Portfolio],
        attributes: &[required(AttributeName::Text, Type::Text)],
        doc: "A run of text that is none of the more telling kinds.",
    },
    KindSchema {
        kind: Kind::Party,
        parents: &[Kind::Preamble],
        attributes: &[required(AttributeName::Name, Type::Text), optional(AttributeName::DefinedAs, Type::Text)],
        doc: "A party that the preamble names.",
    },
    KindSchema {
        kind: Kind::Definition,
        parents: PROSE,
        attributes: &[required(AttributeName::Term, Type::Text)],
        doc: "A term defined in running text: (the \"Agreement\"), \"X\" means ….",
    },
    KindSchema {
        kind: Kind::Reference,
        parents: PROSE,
        attributes: &[
            required(AttributeName::KindWord, Type::Text),
            required(AttributeName::Label, Type::Label),
            required(AttributeName::Text, Type::Text),
        ],
        doc: "A mention of a lettered or numbered attachment; `Schedules A and B` gives two.",
    },
    KindSchema {
        kind: Kind::Date,
        parents: PROSE,
        attributes: &[
            required(AttributeName::Role, Type::Text),
            optional(AttributeName::Value, Type::Date),
            optional(AttributeName::Weekday, Type::Text),
            required(AttributeName::Text, Type::Text),
        ],
        doc: "A date. Its role is execution, base, effective, as-of or mention; without a value it has a blank in it or is no day.",
    },
    KindSchema {
        kind: Kind::Amount,
        parents: PROSE,
        attributes: &[required(AttributeName::Text, Type::Text), optional(AttributeName::Value, Type::Number)],
        doc: "An amount of money or a percentage; the value is in dollars or percent.",
    },
    KindSchema {
        kind: Kind::Placeholder,
        parents: PROSE,
        attributes: &[required(AttributeName::Text, Type::Text), required(AttributeName::Form, Type::Text)],
        doc: "Something left to be filled in; its form is bracket, bullet, blank, checkbox, redaction or word.",
    },
    KindSchema {
        kind: Kind::Signature,
        parents: &[Kind::Document, Kind::Schedule],
        attributes: &[
            optional(AttributeName::Party, Type::Text),
            optional(AttributeName::Signer, Type::Text),
            optional(AttributeName::Name, Type::Text),
            optional(AttributeName::Title, Type::Text),
            optional(AttributeName::Date, Type::Text),
            optional(AttributeName::Conformed, Type::Flag),
            required(AttributeName::Column, Type::Number),
        ],
        doc: "A signature block; two blocks side by side are two nodes with different columns.",
    },
    KindSchema {
        kind: Kind::Schedule,
        parents: &[Kind::Document],
        attributes: &[
            required(AttributeName::KindWord, Type::Text),
            required(AttributeName::Label, Type::Label),
            optional(AttributeName::Caption, Type::Text),
            optional(AttributeName::AsOf, Type::Date),
        ],
        doc: "A lettered or numbered attachment, from its heading to the next.",
    },
    KindSchema {
        kind: Kind::Registrant,
        parents: &[Kind::Schedule, Kind::Document],
        attributes: &[required(AttributeName::Name, Type::Text)],
        doc: "A trust or corporation that heads a list of its portfolios.",
    },
    KindSchema {
        kind: Kind::Heading,
        parents: &[Kind::Registrant, Kind::Schedule, Kind::Document, Kind::Portfolio],
        attributes: &[required(AttributeName::Text, Type::Text)],
        doc: "A heading inside a schedule or list, such as PORTFOLIOS or the head of a column.",
    },
    KindSchema {
        kind: Kind::Portfolio,
        parents: &[Kind::Registrant, Kind::Schedule, Kind::Document],
        attributes: &[
            required(AttributeName::Name, Type::Text),
            optional(AttributeName::FormerName, Type::Text),
            optional(AttributeName::ClassList, Type::Text),
        ],
        doc: "An entry of a list of series or funds.",
    },
    KindSchema {
        kind: Kind::Class,
        parents: &[Kind::Portfolio],
        attributes: &[required(AttributeName::Name, Type::Text)],
        doc: "A share class listed under or beside a portfolio.",
    },
    KindSchema {
        kind: Kind::Table,
        parents: &[Kind::Document, Kind::Schedule, Kind::Clause, Kind::Registrant, Kind::Portfolio],
        attributes: &[required(AttributeName::Text, Type::Text)],
        doc: "A table that is no list of portfolios.",
    },
    KindSchema {
        kind: Kind::Row,
        parents: &[Kind::Table],
        attributes: &[required(AttributeName::Text, Type::Text)],
        doc: "A row of a table.",
    },
    KindSchema {
        kind: Kind::Cell,
        parents: &[Kind::Row],
        attributes: &[required(AttributeName::Text, Type::Text), required(AttributeName::Column, Type::Number)],
        doc: "A cell of a row.",
    },
    KindSchema {
        kind: Kind::Folio,
        parents: &[
            Kind::Document,
            Kind::Schedule,
            Kind::Registrant,
            Kind::Portfolio,
            Kind::Clause,
            Kind::Signature,
            Kind::Paragraph,
            Kind::Preamble,
            Kind::Recital,
            Kind::Table,
        ],
        attributes: &[required(AttributeName::Number, Type::Label)],
        doc: "A printed page number, as printed without its hyphens.",
    },
    KindSchema {
        kind: Kind::PageBreak,
        parents: &[
            Kind::Document,
            Kind::Schedule,
            Kind::Registrant,
            Kind::Portfolio,
            Kind::Clause,
            Kind::Signature,
            Kind::Paragraph,
            Kind::Preamble,
            Kind::Recital,
            Kind::Table,
        ],
        attributes: &[],
        doc: "The end of a page: `<PAGE>` or a form feed.",
    },
    KindSchema {
        kind: Kind::Line,
        parents: &[Kind::Document],
        attributes: &[
            required(AttributeName::Number, Type::Number),
            required(AttributeName::Length, Type::Number),
            optional(AttributeName::InTable, Type::Flag),
            required(AttributeName::Text, Type::Text),
        ],
        doc: "A physical line of a plain text. Lines are built only when a rule selects them, and stand after all other children of the document.",
    },
    KindSchema {
        kind: Kind::MarkupLine,
        parents: &[Kind::Document],
        attributes: &[
            required(AttributeName::Number, Type::Number),
            required(AttributeName::Length, Type::Number),
            required(AttributeName::Text, Type::Text),
        ],
        doc: "A physical line of an HTML document as it is written: tags, comments and character references stand in it as they are. Lines are built only when a rule selects them, and stand after all other children of the document.",
    },
    KindSchema {
        kind: Kind::Markup,
        parents: &[Kind::Document],
        attributes: &[required(AttributeName::Element, Type::Text), optional(AttributeName::Level, Type::Number)],
        doc: "An opening tag of HTML, wherever it stands; its text is the tag as written. The level is that of a table: 2 inside another. Tags are built only when a rule selects them, and stand after all other children of the document.",
    },
    KindSchema {
        kind: Kind::MarkupAttribute,
        parents: &[Kind::Markup],
        attributes: &[required(AttributeName::Name, Type::Text), optional(AttributeName::Value, Type::Text)],
        doc: "An attribute of a tag: its name in small letters, and its value with character references read, where it has one.",
    },
];

impl Kind {
    /// What the schema says of this kind.
    pub fn schema(self) -> &'static KindSchema {
        &SCHEMA[self as usize]
    }

    /// The type of an attribute of this kind, by name; the common attributes included. `None` where the kind cannot have it.
    pub fn attribute_type(self, name: &str) -> Option<Type> {
        let own = self.schema().attributes.iter().find(|attribute| attribute.name.name() == name);
        let common = || COMMON_ATTRIBUTES.iter().find(|(common, _)| *common == name).map(|&(_, r#type)| r#type);
        own.map(|attribute| attribute.r#type).or_else(common)
    }

    /// The kinds that a node of this kind may stand directly in.
    pub fn parents(self) -> &'static [Self] {
        self.schema().parents
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, SCHEMA, Type};

    #[test]
    fn the_schema_lists_every_kind_in_order() {
        let listed: Vec<Kind> = SCHEMA.iter().map(|entry| entry.kind).collect();
        assert_eq!(listed, Kind::ALL);
    }

    #[test]
    fn names_lead_back_to_kinds() {
        for &kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
    }

    #[test]
    fn attributes_have_one_type_a_kind() {
        assert_eq!(Kind::Schedule.attribute_type("label"), Some(Type::Label));
        assert_eq!(Kind::Schedule.attribute_type("line"), Some(Type::Number));
        assert_eq!(Kind::Schedule.attribute_type("signer"), None);
    }
}
