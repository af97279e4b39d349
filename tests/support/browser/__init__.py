"""Drives real browsers with the standard library alone: Chromium over DevTools, Firefox over Marionette.

launch                                    starts a browser by its name
interface                                 what tests can do in both browsers: Browser, Page, ShadowRootHandle
chromium, cdp_page                        Chromium; pages use it through cdp_session over cdp_connection
firefox, marionette_page, firefox_popup   Firefox; pages use it through marionette_session over marionette
firefox_prefs, keyboard, find_text.js     settings of a driven profile; keys by name; finds a text in a page
child_process, polling, x_display         child processes; bounded waits; Xvfb with a mouse and a keyboard
pending_work, pending-work.js             waits until the extension has nothing to do in a page
"""
