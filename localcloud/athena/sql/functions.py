"""The functions of Athena's SQL: those that mean the same here, and those that are not made here.

Source: https://trino.io/docs/current/functions/list.html
"""

from __future__ import annotations

_SUPPORTED = """
abs acos all_match and any_match any_value approx_distinct approx_percentile arbitrary array
array_agg array_distinct array_except array_intersect array_join array_max array_min
array_position array_remove array_sort array_union arrays_overlap asin at_timezone atan atan2
avg bit_count bitwise_and bitwise_or bitwise_xor bool_and bool_or cardinality cast cbrt ceil
ceiling chr coalesce codepoint concat concat_ws contains corr cos cosh count count_if covar_pop
covar_samp cume_dist current_date current_timestamp date date_add date_diff date_format
date_parse date_trunc day day_of_month day_of_week day_of_year decimal degrees dense_rank dow
doy e element_at ends_with every exists exp extract filter first_value flatten floor format
format_datetime from_base64 from_iso8601_date from_iso8601_timestamp from_unixtime from_utf8
geometric_mean greatest hamming_distance histogram hour if in infinity interval is_finite
is_infinite is_nan json_array_length json_extract json_extract_scalar json_format json_parse
json_size kurtosis lag last_day_of_month last_value lead least length levenshtein_distance
listagg ln localtimestamp log log10 log2 lower lpad ltrim map map_agg map_concat map_entries
map_filter map_from_entries map_keys map_values max max_by md5 millisecond min min_by minute mod
month nan none_match not now nth_value ntile nullif or parse_datetime percent_rank pi position
pow power quarter radians rand random rank reduce regexp_count regexp_extract regexp_extract_all
regexp_like regexp_replace regexp_split regr_intercept regr_slope repeat replace reverse round
row row_number rpad rtrim second sequence sha1 sha256 sign sin sinh skewness slice split
split_part sqrt starts_with stddev stddev_pop stddev_samp strpos substr substring sum tan tanh
timestamp to_base64 to_hex to_iso8601 to_unixtime to_utf8 transform transform_values translate
trim truncate try try_cast typeof unnest upper url_decode url_encode url_extract_host
url_extract_parameter url_extract_path url_extract_protocol uuid values var_pop var_samp
variance week week_of_year width_bucket year year_of_week yow zip zip_with
"""
_NOT_HERE = """
approx_most_frequent approx_set array_first array_histogram array_last arrays_zip bing_tile
bit_length bitwise_and_agg bitwise_arithmetic_shift_right bitwise_left_shift bitwise_not
bitwise_or_agg bitwise_right_shift bitwise_right_shift_arithmetic bitwise_xor_agg char_length
character_length checksum classify color combinations contains_sequence convex_hull_agg
cosine_similarity crc32 current_catalog current_groups current_schema current_time
current_timezone current_user date_str empty_approx_set evaluate_classifier_predictions features
from_base from_base32 from_base64url from_big_endian_32 from_big_endian_64 from_encoded_polyline
from_geojson_geometry from_hex from_ieee754_32 from_ieee754_64 from_unixtime_nanos
geometry_from_hadoop_shape geometry_nearest_points geometry_to_bing_tiles geometry_union
geometry_union_agg great_circle_distance grouping hash_counts hmac_md5 hmac_sha1 hmac_sha256
hmac_sha512 human_readable_seconds intersection_cardinality inverse_beta_cdf inverse_normal_cdf
is_json_scalar jaccard_index json_array json_array_contains json_array_get json_exists
json_object json_query json_value jsonpath learn_classifier learn_libsvm_classifier
learn_regressor line_interpolate_point line_locate_point localtime luhn_check make_set_digest
map_union map_zip_with merge merge_set_digest multimap_agg multimap_from_entries murmur3 ngrams
normal_cdf normalize numeric_histogram objectid_timestamp parse_data_size parse_duration
parse_presto_data_size qdigest_agg quantile_at_value reduce_agg regexp_position regress render
rgb sha512 shuffle simplify_geometry soundex spatial_partitions split_to_map split_to_multimap
spooky_hash_v2_32 spooky_hash_v2_64 st_area st_asbinary st_astext st_buffer st_centroid
st_contains st_distance st_geometryfromtext st_intersects st_point st_polygon st_within st_x
st_y strrpos tdigest_agg timestamp_objectid timezone timezone_hour timezone_minute to_base
to_base32 to_base64url to_big_endian_32 to_big_endian_64 to_char to_date to_encoded_polyline
to_geojson_geometry to_geometry to_ieee754_32 to_ieee754_64 to_iso8601_week to_milliseconds
to_spherical_geography to_timestamp transform_keys trim_array url_extract_fragment
url_extract_port url_extract_query value_at_quantile values_at_quantiles version
wilson_interval_lower wilson_interval_upper with_timezone word_stem xxhash64
"""
_SILENT = """
convert decode group_concat json_array json_exists json_object json_query json_table json_value
normalize openjson overlay string_agg try_convert xmltable
"""

SUPPORTED = frozenset(_SUPPORTED.split())
"""By their names in small letters; what the grammar writes like a function is among them."""

NOT_HERE = frozenset(_NOT_HERE.split())
"""Those of Athena that are refused by name here."""

SILENT = frozenset(_SILENT.split())
"""Those that sqlglot reads by a grammar of their own, and tells no place of."""
