"""Knowledge base → plan: every page of the site as a value, every link resolved, before any engine sees it.

Pages carry what the theme shows in ``meta["kb"]``, plain data only. The theme's templates print it and work
nothing out; texts reach them escaped, addresses are relative to the site's root (``problems/blade-chatter/``).
Dates are ISO texts. A template gets one of these:

``entry.html``
    kind "entry" · type {name, label, label_plural, icon, url} · slug · path (the author's file)
    topics [{label, url}] · codes [text] · aka [text] · lead (the symptom in one paragraph, or "")
    state {name, means, tone} or None, tone one of open, partial, settled
    maturity {level, means, reason, worked, partly, didnt, of, last, circumstances [text],
    disputes [{where, date, who}]} or None
    freshness {is_due, due, since, why} or None · applies_to [{label, values [text]}]
    banner {kind superseded|retired, text, links [{title, url}]} or None
    facts [{label, items [{text, url}]}] (the entry's other fields)
    relations [{label, items [{title, url, type, icon, note, state}]}]
    tries [{result, label, who, date, of, where, text, title, url}] · credit [{verb, names [text]}]
    dates [{label, date}] · gaps [{question, section}] · has_answer · lang · dir ("rtl" or "")
``list.html``
    kind "list" · type as above with purpose · columns [{key, label}] · legend [{name, means, tone}]
    rows [{title, url, is_current, date, badges [{text, tone, means}], cells [{text, items [{text, url}]}]}]
``overview.html`` (a topic, all topics, wanted) and ``home.html``
    kind "topic", "topics", "wanted" or "home" · text · synonyms [text] · parents [{label, url}]
    children [{label, url, text, count, depth}]
    groups [{title, text, icon, url, empty, more {text, url} or None, rows [row]}]
    row {title, url, type, icon, text, date, badges [{text, tone, means}]}
    home only: types [{label_plural, purpose, icon, url, count}], steps [{title, text, code, url}]

Guide pages and the community's own pages are plain Markdown in Material's own template. Every badge has a
``tone``: open, partial, settled (states) or hunch, tried, proven, adopted, disputed, due, retired.
"""
