"""Names that vulture takes for unused, because only a framework, a template or a stored value reaches them.

`./test` runs vulture with this file. It is read and never run; a name here makes vulture take every use of that name for a use.
"""

# SQLAlchemy: column types
_.impl
_.cache_ok
_.process_bind_param
_.process_result_value
_.isolation_level  # an attribute of the driver's connection

# pydantic
_.model_config

# Flask, Werkzeug and gunicorn
_.jinja_options
_.jinja_loader
_.sort_keys
_.permanent
_.status_code
_.mimetype
_.load_config

# RQ
_.job_class
_.max_connection_wait_time

# httpcore
_.connect_tcp
_.start_tls
_.get_extra_info
_.local_address
_.socket_options

# Python: sys, zipfile
_.dont_write_bytecode
_.compress_type
_.external_attr

# Pillow
_.LOAD_TRUNCATED_IMAGES

# WeasyPrint, Pango and pydyf: what the speed-ups and the renderer set or replace
_._ua_stylesheets
_.url_fetcher
_.deactivate
_.draw_outline
_._to_bytes
_.first_line_direction
_.margin_bottom
_.baseline

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
