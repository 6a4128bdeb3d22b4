//! The opening tags of a document, for rules that ask about the markup itself.

use super::markup::{Part, Tag, tag_at};
use crate::decode::Text;
use crate::decode::origin::TagPlace;

/// The opening tags of the HTML document that a text was made of, in order; of any other text none. With a table comes the number of
/// tables that it stands in, itself counted.
pub fn tags(text: &Text) -> impl Iterator<Item = (Tag<'_>, Option<usize>)> {
    let (source, tags) = match &text.origin {
        Some(origin) => (origin.source.as_str(), origin.tags.as_slice()),
        None => ("", [].as_slice()),
    };
    tags.iter().filter_map(move |place| {
        let level = (place.level > 0).then_some(place.level as usize);
        Some((tag_at(source, place.start as usize)?, level))
    })
}

/// Notes where tags stand while a document is read.
#[derive(Default)]
pub(super) struct Tags {
    places: Vec<TagPlace>,
    /// The tables that are open, and whether a cell of each is.
    tables: Vec<bool>,
}

impl Tags {
    pub(super) fn part(&mut self, part: &Part<'_>) {
        match part {
            Part::Open(tag) => {
                let level = self.level(&tag.name);
                self.places.push(TagPlace { start: tag.span.start() as u32, level });
            }
            Part::Close(name, _) => self.close(name),
            Part::Text(_) => {}
        }
    }

    pub(super) fn finish(self) -> Vec<TagPlace> {
        self.places
    }

    /// Follows tables and their cells. A table that begins outside of a cell ends the one before.
    fn level(&mut self, name: &str) -> u32 {
        match name {
            "table" => {
                self.tables.pop_if(|has_cell| !*has_cell);
                self.tables.push(false);
                return self.tables.len() as u32;
            }
            "td" | "th" | "caption" => self.set_cell(true),
            "tr" | "tbody" | "thead" | "tfoot" => self.set_cell(false),
            _ => {}
        }
        0
    }

    fn close(&mut self, name: &str) {
        match name {
            "table" => drop(self.tables.pop()),
            "td" | "th" | "caption" | "tr" | "tbody" | "thead" | "tfoot" => self.set_cell(false),
            _ => {}
        }
    }

    fn set_cell(&mut self, is_open: bool) {
        if let Some(has_cell) = self.tables.last_mut() {
            *has_cell = is_open;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::tags;
    use crate::decode::Text;
    use crate::decode::html::read;
    use crate::source::Span;

    #[track_caller]
    fn check(html: &str, expect: &[&str]) {
        let source = Arc::new(Text::from_string(html.to_owned()));
        let text = read(&source, Span::new(0, html.len()));
        let shown = tags(&text).map(|(tag, level)| {
            let level = level.map(|level| level.to_string()).unwrap_or_default();
            assert_eq!(html[tag.name_span().range()].to_ascii_lowercase(), tag.name);
            format!("{}{level}", tag.name)
        });
        assert_eq!(shown.collect::<Vec<_>>(), expect, "{html}");
    }

    #[test]
    fn every_opening_tag_is_found_where_it_stands() {
        check("<P>a<!-- <b> --><br/></p><style><i></style><div hidden><u>", &["p", "br", "style", "div", "u"]);
        check("no markup", &[]);
        assert_eq!(tags(&Text::from_string("<p>".into())).count(), 0);
    }

    #[test]
    fn a_table_in_a_cell_is_nested() {
        check(
            "<table><tr><td><table><tr><td></table></table><table>",
            &["table1", "tr", "td", "table2", "tr", "td", "table1"],
        );
        // Where its end is missing a table ends with the next one, unless a cell is open.
        check("<table><tr><td>a</td></tr><table>", &["table1", "tr", "td", "table1"]);
        check("<table><tr><td>a<table>", &["table1", "tr", "td", "table2"]);
        check("</table><td><table>", &["td", "table1"]);
    }
}
