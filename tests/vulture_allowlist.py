"""Names that vulture takes for unused, because only a framework, a template or a stored value reaches them.

`./test` runs vulture with this file. It is read and never run; a name here makes vulture take every use of that name for a use.
"""

# SQLAlchemy: column types
_.impl
_.cache_ok
_.process_bind_param
_.process_result_value
_.isolation_level  # an attribute of the driver's connection

# pydantic: settings, and fields of the API's answers
_.model_config
_.from_
_.from_position
_.to_position
_.minimum
_.needs_token
_.thread_url

# Values that come from requests and from stored rows, by which the enum's member is looked up
_.IMPORT
_.REMOVE
_.REJECT

# Dataclasses that are written as JSON as they are
_.macro_f1
_.none_untagged
_.ece
_.seconds_per_point

# Flask, Werkzeug and waitress
_.jinja_options
_.jinja_loader
_.sort_keys
_.permanent
_.status_code
_.mimetype
_.task_class
_.parser_class
_.buf
_.will_close
_.to_response
_.max_content_length
_.channel_class
_.parse_header
_.get_environment
_.handle_accept
_.maintenance
_.max_form_memory_size
_.handle_work_horse_killed
_.kill_horse

# RQ
_.job_class
_.max_connection_wait_time
_.request_force_stop

# httpcore
_.connect_tcp
_.start_tls
_.get_extra_info
_.local_address
_.socket_options

# BeautifulSoup: a tree builder's method
_.feed

# PyTorch
_.forward

# References that keep memory alive which C code reads
_.keeps

# Python: sys, zipfile
_.dont_write_bytecode
_.compress_type
_.external_attr

# Pillow
_.LOAD_TRUNCATED_IMAGES

# WeasyPrint, Pango and pydyf: what the speed-ups and the renderer set or replace
_._ua_stylesheets
_.forms
_.url_fetcher
_.deactivate
_.draw_outline
_._to_bytes
_.first_line_direction
_.margin_bottom
_.baseline
_.no_background
_.in_normal_flow

# python-docx
_.page_height
_.page_width
_.left_margin
_.right_margin
_.bottom_margin
_.top_margin
_.italic
_.rgb
_.space_after
_.line_spacing
_.modified
_.last_modified_by
_.keep_with_next
_.left_indent
_.highlight_color
_.underline

# A colour that a test compares with the style sheets, which is where it is used
_.dark

# The truth of a generated page, which tests judge readings by
_.must_not_contain

# python-docx and python-pptx
_.autofit
_.slide_height
_.slide_width
_.vertical_anchor
_.word_wrap

# zipfile
_.create_system

# The names of tables that only migrations and tests need
_.SEARCH_TABLES
_.create_search
_.EXPORTED

# A command of click
_.pack_extension

# Fields of answers in JSON, and of scores that are printed
_.to
_.themes_macro_f1
_.threads_added

# waitress's
_.max_request_body_size
allow_any_time  # archive/migrations, which vulture does not read
