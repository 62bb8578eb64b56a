-- Which records could not be used, and why?
SELECT
    table_name,
    regexp_replace(reason, '''[^'']*''', '...') AS reason,
    count(*) AS records,
    min(part) AS first_part,
    max(part) AS last_part
FROM quarantine
GROUP BY 1, 2
ORDER BY records DESC, 1, 2
