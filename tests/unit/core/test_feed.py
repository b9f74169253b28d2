from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sindikasi.core.feed import (
    LONGEST_CONTENT,
    build_entry,
    build_feed,
    codes_of,
    paragraphs,
    shorten,
    summarise,
)
from sindikasi.model import Change, Image
from tests.unit.feed_builders import (
    BASE,
    NOON,
    a_carrier,
    a_feed,
    a_revised_feed,
    a_revision,
    a_story,
    a_topic,
    a_withdrawal,
    an_article,
)

LONG = "Kalimat pertama menjelaskan peristiwa itu dengan cukup panjang agar berguna bagi pembaca. "


# --- which entries -----------------------------------------------------------------------------


def test_entries_stand_newest_first_by_when_they_were_filed() -> None:
    leads = [an_article(number) for number in (1, 2, 3)]
    feed = a_feed(*leads)
    assert [entry.title for entry in feed.entries] == [lead.headline for lead in reversed(leads)]


def test_the_order_in_which_stories_are_handed_over_does_not_matter() -> None:
    leads = [an_article(number) for number in (1, 2, 3)]
    stories = [a_story(lead, number=number) for number, lead in enumerate(leads, start=1)]
    assert a_feed(*leads, stories=stories) == a_feed(*leads, stories=stories[::-1])


def test_only_the_newest_are_kept_when_there_are_too_many() -> None:
    feed = a_feed(*(an_article(number) for number in range(1, 6)), entries=2)
    assert [entry.title for entry in feed.entries] == [an_article(5).headline, an_article(4).headline]


def test_a_topic_says_itself_how_many_entries_it_has() -> None:
    feed = a_feed(an_article(1), an_article(2), entries=50, topic=a_topic(entries=1))
    assert len(feed.entries) == 1


def test_a_story_whose_lead_is_not_at_hand_is_left_out() -> None:
    here, gone = an_article(1), an_article(2)
    feed = a_feed(here, stories=[a_story(here, number=1), a_story(gone, number=2)])
    assert [entry.title for entry in feed.entries] == [here.headline]


# --- the feed ----------------------------------------------------------------------------------


def test_updated_is_the_newest_of_its_entries_not_the_first() -> None:
    older, newer = an_article(1), an_article(2)
    changed = a_story(older, number=1, updated=NOON + timedelta(hours=5))
    feed = a_feed(older, newer, stories=[changed, a_story(newer, number=2)])
    assert feed.updated == NOON + timedelta(hours=5)


def test_an_empty_feed_is_as_old_as_its_topic() -> None:
    assert a_feed(created=NOON - timedelta(days=3)).updated == NOON - timedelta(days=3)


def test_addresses_are_absolute_and_have_no_double_slash() -> None:
    feed = a_feed(an_article(), base_url=f"{BASE}/")
    assert feed.home_url == f"{BASE}/t/bencana"
    assert feed.base_url == f"{BASE}/feeds"
    assert feed.entries[0].link == f"{BASE}/s/00000000-0000-4000-8000-000000000001"


def test_the_title_names_topic_and_site_once() -> None:
    assert a_feed().title == "Bencana – Kantor Berita"
    assert a_feed(topic=a_topic(title="Kantor Berita")).title == "Kantor Berita"


def test_titles_from_the_settings_lose_what_xml_forbids() -> None:
    feed = a_feed(an_article(), topic=a_topic(title="Ben\x00cana"), titles={"bencana": "Ben\x0bcana"})
    assert "\x00" not in feed.title
    assert feed.entries[0].categories == (("bencana", "Ben cana"),)


def test_the_feed_speaks_its_own_language() -> None:
    lead, other = an_article(1), an_article(2, source="kompas")
    story = a_story(lead, other)
    assert "Juga dimuat oleh" in a_feed(lead, stories=[story], language="id").entries[0].content_html
    assert "Also carried by" in a_feed(lead, stories=[story], language="en-GB").entries[0].content_html
    assert "Juga dimuat oleh" in a_feed(lead, stories=[story], language="ms").entries[0].content_html


# --- an entry ----------------------------------------------------------------------------------


def test_the_entry_id_is_the_storys_whatever_else_changes() -> None:
    lead = an_article()
    story = a_story(lead)
    renamed = replace(story, headline="Judul lain", revision=2, updated=NOON + timedelta(days=1))
    assert a_feed(lead, stories=[renamed]).entries[0].id == story.id


def test_an_entry_does_not_depend_on_the_feed_it_stands_in() -> None:
    lead = an_article()
    titles = {"bencana": "Bencana"}
    first = a_feed(lead, topic=a_topic("bencana"), titles=titles)
    second = a_feed(lead, an_article(2), topic=a_topic("politik"), titles=titles)
    assert first.entries[0] in second.entries


def test_only_named_topics_become_categories() -> None:
    entry = a_feed(an_article(), titles={"bencana": "Bencana"}).entries[0]
    assert entry.categories == (("bencana", "Bencana"),)


def test_sources_go_by_their_titles() -> None:
    lead, other = an_article(1), an_article(2, source="kompas")
    entry = a_feed(lead, stories=[a_story(lead, other)]).entries[0]
    assert entry.source == "ANTARA"
    assert [carrier.source for carrier in entry.carriers] == ["ANTARA", "kompas"]


def test_every_other_outlet_is_linked_and_the_lead_is_not_repeated() -> None:
    lead = an_article(1, url="https://antara.example/1")
    linked = an_article(2, source="kompas", url="https://kompas.example/2")
    unlinked = an_article(3, source=None)
    content = a_feed(lead, stories=[a_story(lead, linked, unlinked)]).entries[0].content_html
    also = content.partition("Juga dimuat oleh")[2]
    assert '<a href="https://kompas.example/2">kompas</a>' in also
    assert f'<a href="{BASE}/a/{unlinked.id}">sumber tidak disebut</a>' in also
    assert "antara.example" not in also


def test_an_outlet_without_a_name_goes_by_its_host() -> None:
    lead, other = an_article(1), an_article(2, source=None, url="https://www.kompas.example/2")
    content = a_feed(lead, stories=[a_story(lead, other)]).entries[0].content_html
    assert ">www.kompas.example</a>" in content


def test_carriers_are_named_with_the_time_in_the_sites_zone() -> None:
    lead, other = an_article(1), an_article(2, source="kompas", url="https://kompas.example/2")
    entry = a_feed(lead, stories=[a_story(lead, other)], timezone="Asia/Jakarta").entries[0]
    assert "kompas</a> (20 November 2026 18.00 WIB)</li>" in entry.content_html
    assert "- kompas (20 November 2026 18.00 WIB): https://kompas.example/2" in entry.content_text


def test_reading_takes_a_minute_for_two_hundred_words() -> None:
    assert a_feed(an_article(body="kata " * 600)).entries[0].reading_minutes == 3
    assert a_feed(an_article(body="Singkat.")).entries[0].reading_minutes == 1
    assert "Waktu baca: 3 menit" in a_feed(an_article(body="kata " * 600)).entries[0].content_html


def test_what_a_version_changed_stands_at_the_foot() -> None:
    entry = a_revised_feed().entries[1]
    assert entry.content_html.endswith(
        "<p>Yang berubah dari versi sebelumnya:</p><ul><li>Angka: 12 menjadi 14</li></ul>"
    )
    assert entry.content_text.endswith("Yang berubah dari versi sebelumnya:\n- Angka: 12 menjadi 14")
    assert entry.id.endswith("01")


def test_a_change_is_said_in_the_way_it_went() -> None:
    gone = Change(kind="names", before=("Budi",), after=())
    come = Change(kind="quotes", before=(), after=("<Tidak> ada korban",))
    content = a_revised_feed(a_revision(changes=(gone, come)), language="en").entries[1].content_html
    assert "<li>Names: no longer Budi</li><li>Quotations: now “&lt;Tidak&gt; ada korban”</li>" in content


def test_a_bumped_entry_has_the_time_of_the_change_and_its_old_place() -> None:
    feed = a_revised_feed(updates="bump")
    assert [entry.id[-1] for entry in feed.entries] == ["2", "1"]
    assert feed.entries[1].updated == feed.updated == a_revision().at


def test_a_resurfaced_entry_comes_first_with_an_id_and_an_address_of_its_own() -> None:
    first = a_revised_feed(a_revision(1), a_revision(2), updates="resurface").entries[0]
    page = f"{BASE}/s/00000000-0000-4000-8000-000000000001"
    assert (first.link, first.predecessor) == (f"{page}#v3", f"{page}#v2")
    assert first.updated == a_revision(2).at


def test_a_topic_has_the_policy_it_asks_for() -> None:
    assert a_revised_feed(updates="bump", topic=a_topic(updates="quiet")).updated < a_revision().at
    assert a_revised_feed(topic=a_topic(is_updates_only=True, updates="quiet")).entries[0].predecessor is not None


def test_what_was_withdrawn_is_said_without_a_word_of_it() -> None:
    (notice,) = a_feed(an_article(), withdrawals=[a_withdrawal()], language="en").withdrawn
    assert (notice.id, notice.link) == (a_withdrawal().id, f"{BASE}/s/00000000-0000-4000-8000-000000000007")
    assert (notice.title, notice.at) == ("Story withdrawn", a_withdrawal().at)


def test_every_entry_a_withdrawn_story_had_is_withdrawn() -> None:
    withdrawal = a_withdrawal(revisions=(a_revision(),))
    assert len(a_feed(withdrawals=[withdrawal]).withdrawn) == 1
    assert len({each.id for each in a_feed(withdrawals=[withdrawal], updates="resurface").withdrawn}) == 2


def test_what_was_withdrawn_before_all_a_full_feed_shows_is_no_longer_said() -> None:
    old = a_withdrawal(at=NOON)
    assert len(a_feed(an_article(1), withdrawals=[old], entries=2).withdrawn) == 1
    assert a_feed(an_article(1), withdrawals=[old], entries=1).withdrawn == ()


def test_a_page_of_the_archive_has_every_story_given() -> None:
    feed = a_feed(an_article(1), an_article(2), entries=1, page=4, previous=3)
    assert (len(feed.entries), feed.page, feed.previous) == (2, 4, 3)


def test_topics_with_one_subject_have_its_code() -> None:
    one, two = a_topic("a", subjects=("01000000",)), a_topic("b", subjects=("02000000", "03000000"))
    assert codes_of([one, two, a_topic("c")]) == {"a": "01000000"}


def test_subjects_are_ours_with_titles_then_the_senders() -> None:
    lead = an_article(subjects=("20000139", "03000000"))
    assert a_feed(lead, codes={"bencana": "03000000", "semua": "01000000"}).entries[0].subjects == (
        ("03000000", "Bencana"),
        ("20000139", None),
    )


def test_an_outlet_without_a_name_comes_from_its_host() -> None:
    origin = a_feed(an_article(source=None, url="https://a.example/x")).entries[0].origin
    assert origin is not None
    assert (origin.title, origin.home_url) == ("a.example", "https://a.example/")


def test_a_story_carried_once_has_no_list_of_carriers() -> None:
    assert "Juga dimuat oleh" not in a_feed(an_article()).entries[0].content_html


def test_the_text_is_escaped_in_html_and_left_alone_in_plain_text() -> None:
    entry = a_feed(an_article(body="1 < 2 & ]]> <script>alert(1)</script>")).entries[0]
    assert "<p>1 &lt; 2 &amp; ]]&gt; &lt;script&gt;" in entry.content_html
    assert entry.content_text.startswith("1 < 2 & ]]> <script>")


def test_paragraphs_stay_paragraphs_and_lines_stay_lines() -> None:
    content = a_feed(an_article(body="satu\ndua\n\ntiga")).entries[0].content_html
    assert content.startswith("<p>satu<br>dua</p>\n<p>tiga</p>")


def test_source_agency_and_byline_close_the_text() -> None:
    lead = an_article(url="https://antara.example/1?a=1&b=2", credit="Xinhua", byline="Budi")
    content = a_feed(lead).entries[0].content_html
    link = '<a href="https://antara.example/1?a=1&amp;b=2">ANTARA</a>'
    assert f"Sumber: {link} · Kantor berita: Xinhua · Oleh: Budi" in content


def test_an_agency_that_is_the_source_is_named_once() -> None:
    content = a_feed(an_article(credit="Antara")).entries[0].content_html
    assert "Kantor berita" not in content


def test_the_dateline_opens_the_text_unless_it_is_there_already() -> None:
    lead = an_article(dateline="Moskow, Rusia", credit="Xinhua", body="Presiden berbicara.")
    assert a_feed(lead).entries[0].content_html.startswith("<p>Moskow, Rusia (Xinhua) – Presiden berbicara.</p>")
    said = replace(lead, body="MOSKOW, RUSIA (Xinhua) – Presiden berbicara.")
    assert a_feed(said).entries[0].content_html.startswith("<p>MOSKOW, RUSIA (Xinhua) – Presiden")


MARKUP = '<p><b>Presiden</b> <a href="https://contoh.id/a" rel="nofollow noopener">berbicara</a>.</p>'


def test_a_text_that_came_as_html_is_shown_as_html() -> None:
    lead = an_article(dateline="Moskow", body="Presiden berbicara.", markup=MARKUP)
    entry = a_feed(lead).entries[0]
    assert entry.content_html.startswith(MARKUP.replace("Presiden", "Moskow – Presiden"))
    assert entry.content_text.startswith("Moskow – Presiden berbicara.")


def test_html_that_is_not_safe_is_never_shown() -> None:
    lead = an_article(body="Presiden berbicara.", markup="<p onclick='x()'>Presiden <b>berbicara</b>.</p>")
    assert a_feed(lead).entries[0].content_html.startswith("<p>Presiden berbicara.</p>")


def test_a_text_that_is_cut_is_shown_as_paragraphs() -> None:
    lead = an_article(body="kata " * LONGEST_CONTENT, markup=MARKUP)
    assert "<b>" not in a_feed(lead).entries[0].content_html


def test_a_standfirst_leads_the_text_unless_the_text_says_it() -> None:
    lead = an_article(standfirst="Warga diminta waspada.")
    assert a_feed(lead).entries[0].content_html.startswith("<p><strong>Warga diminta waspada.</strong></p>")
    said = replace(lead, body="Gempa terjadi. Warga diminta waspada.")
    assert "<strong>" not in a_feed(said).entries[0].content_html


def test_a_long_text_ends_at_a_paragraph_and_links_to_the_story() -> None:
    whole = "\n\n".join(f"{number}." + " kata" * 199 for number in range(400))
    entry = a_feed(an_article(body=whole, url="https://antara.example/1")).entries[0]
    shown, more, facts = entry.content_text.rsplit("\n\n", 2)
    assert whole.startswith(shown)
    assert LONGEST_CONTENT - 1000 < len(shown.replace("\n\n", "")) <= LONGEST_CONTENT
    assert shown.endswith(" kata")
    assert more == f"Selengkapnya: {entry.link}"
    assert facts.startswith("Sumber: ")
    html = entry.content_html.split("\n")
    assert html[-2] == f'<p><a href="{entry.link}">Selengkapnya</a></p>'
    assert len(html) == shown.count("\n\n") + 3
    assert len(entry.content_html) < LONGEST_CONTENT * 1.1


def test_a_text_as_long_as_allowed_is_shown_whole() -> None:
    longest = "x" * (LONGEST_CONTENT // 2) + "\n\n" + "y" * (LONGEST_CONTENT // 2)
    assert "Selengkapnya" not in a_feed(an_article(body=longest)).entries[0].content_text
    assert "Selengkapnya" in a_feed(an_article(body=f"{longest}\n\nz")).entries[0].content_text


def test_a_long_text_speaks_the_language_of_the_feed() -> None:
    lead = an_article(body="Satu.\n\n" + "x " * LONGEST_CONTENT)
    assert ">Continue reading</a>" in a_feed(lead, language="en").entries[0].content_html


@pytest.mark.parametrize("paragraph", ["kata " * 100_000, "x" * 500_000], ids=["words", "one word"])
def test_a_paragraph_that_is_too_long_by_itself_is_cut(paragraph: str) -> None:
    entry = a_feed(an_article(body=f"Satu.\n\n{paragraph}")).entries[0]
    shown = entry.content_text.split("\n\n")[1]
    assert LONGEST_CONTENT - 100 < len(shown) <= LONGEST_CONTENT
    assert shown.endswith("…")
    assert shown[:-1] == paragraph[: len(shown) - 1]


def test_a_long_standfirst_is_cut_too() -> None:
    entry = a_feed(an_article(standfirst="kata " * 100_000, body="Satu.\n\nDua.")).entries[0]
    assert len(entry.content_text) < LONGEST_CONTENT + 200
    assert "Selengkapnya" in entry.content_text


def test_an_entry_has_a_title_even_when_the_article_has_none() -> None:
    lead = an_article(headline=" ", body="Gempa mengguncang Ambon.")
    assert a_feed(lead).entries[0].title == "Gempa mengguncang Ambon."
    assert a_feed(replace(lead, body="")).entries[0].title == "Tanpa judul"


def test_links_that_are_not_of_the_web_are_dropped_everywhere() -> None:
    lead = an_article(1, url="javascript:alert(1)", images=(Image(url="data:image/png;base64,AA"),))
    other = an_article(2, url="file:///etc/passwd", source="kompas")
    entry = a_feed(lead, stories=[a_story(lead, other)]).entries[0]
    assert entry.source_url is None
    assert entry.images == ()
    assert [carrier.url for carrier in entry.carriers] == [None, None]
    assert "javascript" not in entry.content_html
    assert "passwd" not in entry.content_html


def test_images_with_an_address_are_the_entrys_each_once() -> None:
    sent = Image(url="https://a.example/é.jpg", credit="X")
    lead = an_article(images=(Image(caption="tanpa alamat"), sent, sent))
    assert a_feed(lead).entries[0].images == (Image(url="https://a.example/%C3%A9.jpg", credit="X"),)


def test_carriers_may_be_described_otherwise_than_the_lead() -> None:
    lead, other = an_article(1), an_article(2)
    story = replace(a_story(lead), carriers=(a_carrier(lead), a_carrier(other, relation="excerpt")))
    entry = build_entry(story, lead, {}, base_url=BASE, language="id", source_titles={})
    assert [carrier.relation for carrier in entry.carriers] == ["lead", "excerpt"]


# --- summaries ---------------------------------------------------------------------------------


def test_the_standfirst_is_the_summary_when_there_is_one() -> None:
    assert summarise(an_article(standfirst="Warga\ndiminta waspada.")) == "Warga diminta waspada."


def test_a_short_body_is_its_own_summary() -> None:
    assert summarise(an_article(body="Satu.\n\nDua.")) == "Satu. Dua."


def test_a_summary_ends_where_a_sentence_ends() -> None:
    assert shorten(LONG * 5, 300) == (LONG * 3).strip()


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    short = shorten("kata " * 200, 300)
    assert short.endswith("kata…")
    assert len(short) <= 300


def test_a_word_without_end_is_cut() -> None:
    assert shorten("x" * 5000, 300) == "x" * 299 + "…"


@pytest.mark.parametrize(
    "opening",
    [
        "Menurut keterangan yang disampaikan kepada wartawan di lokasi kejadian pada pagi tadi, dr. Ahmad",
        "Menurut keterangan yang disampaikan kepada wartawan di lokasi kejadian pada pagi tadi, M. Yusuf",
        "Menurut keterangan yang disampaikan kepada wartawan di lokasi kejadian pagi tadi, harga Rp1.000",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(opening: str) -> None:
    assert shorten(opening + " kata" * 100, 120).startswith(opening)


def test_a_first_sentence_too_short_to_tell_anything_is_not_left_alone() -> None:
    assert len(shorten("Ambon. " + "kata " * 200, 300)) > 200


@pytest.mark.parametrize("length", [1, 2, 5, 80, 300])
def test_a_summary_is_never_longer_than_asked(length: int) -> None:
    for text in ("", "a", "kata " * 300, LONG * 9, "x" * 999, "\u0301" * 400):
        assert len(shorten(text, length)) <= length


def test_paragraphs_leaves_out_empty_ones() -> None:
    assert paragraphs(an_article(body="satu\n\n \n\ndua\n")) == ["satu", "dua"]


def test_build_feed_takes_exactly_what_it_needs() -> None:
    feed = build_feed(
        a_topic(),
        [],
        {},
        {},
        feed_id="urn:uuid:x",
        created=NOON,
        site_title="",
        base_url=BASE,
        language="id",
        entries=10,
        source_titles={},
    )
    assert (feed.title, feed.author, feed.generator) == ("Bencana – sindikasi", "sindikasi", "sindikasi")
