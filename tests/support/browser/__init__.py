"""Drives real browsers with the standard library alone: Chromium over DevTools, Firefox over Marionette.

launch                                    starts a browser by its name
interface, page_part                      what tests can do: Browser, Page; shadow roots, frames
chromium, cdp_page                        Chromium; pages use it through cdp_session over cdp_connection
cdp_target, cdp_parts                     sessions of a page and its frames; its shadow roots and frames
firefox, marionette_page, firefox_popup   Firefox; pages use it through marionette_session over marionette
marionette_frame, marionette_parts        scripts in any frame; a page's shadow roots and frames
firefox_prefs, keyboard, find_text.js     settings of a driven profile; keys by name; finds a text in a page
child_process, polling, x_display         child processes; bounded waits; Xvfb with a mouse and a keyboard
pending_work, pending-work.js             waits until the extension has nothing to do in a page
"""
