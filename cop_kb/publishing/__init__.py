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
``list.html`` (of a type, of a topic, of all; a long one on several pages)
    kind "list" or "topic" · heading · type as above with purpose, or None · text · total · empty
    columns [{key, label, kind text|badges|topics|when|number}] · is_dated (rows show their date below the title)
    groups [{title, icon, is_current, rows [{title, url, type, icon, date, badges [{text, tone, means}],
    topics [{label, url}], cells [text], one for each column}]}]
    types [{name, label, icon}] · legend [{name, means, tone}] · feeds [{label, mime, title, url}]
    part {number, count, before, next, links [{number, url, is_here, skips}]} or None
    filter {files [address of rows], facets [{key, label}], facet, value (what all rows have in common)} or None
    of a topic: synonyms [text], parents [{label, url}], children as below
``symptoms.html``
    kind "symptoms" · heading · text · total · files · part as above
    groups [{title, rows [{title, url, text, answer, badges}]}]
``map.html``
    kind "map" · text · unit · types · rows [{label, url, depth, cells [text], people}] (the table)
    cards [{width, height, heads [{x, text}], rows [{x, y, text, label, who, is_alone, is_top, line, url,
    cells [{x, y, width, height, url, label, known, half, half_full, open, nothing}]}]}], the last five are paths
    remarks [{title, text, items [{label, url, note}]}]
``overview.html`` (all topics, wanted) and ``home.html``
    kind "topics", "wanted" or "home" · text · children [{label, url, text, count, depth}]
    groups [{title, text, icon, url, empty, more {text, url} or None, rows [row]}]
    row {title, url, type, icon, text, date, badges [{text, tone, means}]}
    home only: types [{label_plural, purpose, icon, url, count}], steps [{title, text, code, url}],
    ways [{label, url}], feeds as above

Guide pages and the community's own pages are plain Markdown in Material's own template. Every badge has a
``tone``: open, partial, settled (states) or hunch, tried, proven, adopted, disputed, due, retired.
"""
