"""Knowledge base → plan: every page of the site as a value, every link resolved, before any engine sees it.

Pages carry what the theme shows in ``meta["kb"]``, plain data only. The theme's templates print it and work
nothing out; texts reach them escaped, addresses are relative to the site's root (``problems/blade-chatter/``).
Dates are ISO texts. A template gets one of these:

``entry.html``
    kind "entry" · type {name, label, label_plural, icon, url} · slug · path (the author's file)
    short_url (of its first code, else its own)
    topics [{label, url}] · codes [text] · aka [text] · lead (the symptom in one paragraph, or "")
    state {name, means, tone} or None, tone one of open, partial, settled
    maturity {level, name, means, says, reason, worked, partly, didnt, of, last, circumstances [text],
    disputes [{where, date, who}]} or None
    freshness {is_due, due, since, why} or None · applies_to [{label, values [text]}] · to_ask [person]
    banner {kind draft|superseded|retired, text, links [{title, url, why}]} or None
    facts [{label, items [{text, url}]}] (the entry's other fields)
    relations [{label, direction to|from, items [{title, lang, url, type, icon, note, state}]}]
    similar (the same items)
    matrix [{of, rows [{where, worked, partly, didnt, last, newest}]}]
    story [{kind, label, who [person], date, of, where, text, title, url, is_dispute}], the newest first; kind is a
    result, or written, changed, linked, adopted, superseded, retired
    taking_part {improve {url, path}, tried {url, command} or None, ask {url, command}}, urls in the forge or ""
    structured_data (JSON-LD, ready to print) · credit [{verb, names [text], people [person]}] · dates [{label, date}]
    has_answer · lang · dir ("rtl" or "") · for terminals: tries, gaps
``list.html`` (of a type, of a topic, of all; a long one on several pages)
    kind "list" or "topic" · heading · type as above with purpose, or None · text · total · empty
    columns [{key, label, kind text|badges|topics|when|number}] · is_dated (rows show their date below the title)
    groups [{title, icon, is_current, rows [{title, lang, url, type, icon, date, badges [{text, tone, means}],
    topics [{label, url}], cells [text], one for each column}]}]
    types [{name, label, icon}] · legend [{name, means, tone}] · feeds [{label, mime, title, url}]
    part {number, count, before, next, links [{number, url, is_here, skips}]} or None
    filter {files [address of rows], facets [{key, label}], facet, value (what all rows have in common)} or None
    of a topic: synonyms [text], parents [{label, url}], to_ask [person], children as below
``symptoms.html``
    kind "symptoms" · heading · text · total · files · part as above
    groups [{title, rows [{title, lang, url, text, answer, badges}]}]
``map.html``
    kind "map" · text · unit · types · rows [{label, url, depth, cells [text], people}] (the table)
    cards [{width, height, heads [{x, text}], rows [{x, y, text, label, who, is_alone, is_top, line, url,
    cells [{x, y, width, height, url, label, known, half, half_full, open, nothing}]}]}], the last five are paths
    remarks [{title, text, items [{label, url, note}]}]
``overview.html`` (all topics, wanted, people, a person) and ``home.html``
    kind "topics", "wanted", "people", "person" or "home" · text · children [{label, url, text, count, depth}]
    groups [{title, text, icon, url, empty, more {text, url} or None, rows [row]}]
    row {title, lang, url, type, icon, text, date, changed, badges [{text, tone, means}]}
    people only: people [{name, url, topics [text]}]
    home only: types [{label_plural, purpose, icon, url, count}], steps [{title, text, code, url}],
    ways [{label, url}], feeds as above

A row's ``lang`` is the language of its title where it is another than the site's, else "". A person is {name, url},
the url "" where they have no page; whom to ask has a ``handle`` too (or ""), and the url may be a link of their own.
Guide pages and the community's own pages are plain Markdown in Material's own
template. Every badge has a ``tone``: open, partial, settled (states) or hunch, tried,
proven, adopted, disputed, due, retired.
"""
