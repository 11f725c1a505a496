"""Knowledge base → plan: every page of the site as a value, every link resolved, before any engine sees it.

Pages carry what the theme shows in ``meta["kb"]``, plain data only. The theme's templates print it and work
nothing out; texts reach them escaped, addresses are relative to the site's root (``problems/blade-chatter/``).
Dates are ISO texts. A template gets one of these:

``entry.html``
    kind "entry" · type {name, label, label_plural, icon, url} · slug · path (the author's file)
    short_url (of its first code, else its own)
    topics [{label, url}] · codes [text] · aka [text] · lead (the symptom in one paragraph, or "")
    state {name, means, tone} or None, tone one of open, partial, settled
    maturity {level, means, says, reason, worked, partly, didnt, of, last, circumstances [text],
    disputes [{where, date, who}]} or None
    freshness {is_due, due, since, why} or None · applies_to [{label, values [text]}] · to_ask [person]
    banner {kind superseded|retired, text, links [{title, url}]} or None
    facts [{label, items [{text, url}]}] (the entry's other fields)
    relations [{label, direction to|from, items [{title, url, type, icon, note, state}]}] · similar (the same items)
    matrix [{of, rows [{where, worked, partly, didnt, last, newest}]}]
    story [{kind, label, who [person], date, of, where, text, title, url, is_dispute}], the newest first; kind is a
    result, or written, changed, linked, adopted, superseded, retired
    taking_part {improve {url, path}, tried {url, command} or None, ask {url, command}}, urls in the forge or ""
    structured_data (JSON-LD, ready to print) · credit [{verb, names [text], people [person]}] · dates [{label, date}]
    has_answer · lang · dir ("rtl" or "") · for terminals: tries, gaps
``list.html``
    kind "list" · type as above with purpose · columns [{key, label}] · legend [{name, means, tone}]
    rows [{title, url, is_current, date, badges [{text, tone, means}], cells [{text, items [{text, url}]}]}]
``overview.html`` (a topic, all topics, wanted, people, a person) and ``home.html``
    kind "topic", "topics", "wanted", "people", "person" or "home" · text · synonyms [text] · parents [{label, url}]
    children [{label, url, text, count, depth}]
    groups [{title, text, icon, url, empty, more {text, url} or None, rows [row]}]
    row {title, url, type, icon, text, date, changed, badges [{text, tone, means}]}
    a topic only: to_ask [person]; people only: people [{name, url, topics [text]}]
    home only: types [{label_plural, purpose, icon, url, count}], steps [{title, text, code, url}]

A person is {name, url}, the url "" where they have no page. Guide pages and the community's own pages are plain
Markdown in Material's own template. Every badge has a ``tone``: open, partial, settled (states) or hunch, tried,
proven, adopted, disputed, due, retired.
"""
