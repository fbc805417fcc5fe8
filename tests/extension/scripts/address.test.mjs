import assert from "node:assert/strict";
import test from "node:test";

import { hostPattern, serverAddress } from "../../../extension/background/address.js";
import { readHeaders, writeHeaders } from "../../../extension/options/headers.js";

test("an address is taken as people type it", () => {
  assert.equal(serverAddress(" threads.example.org "), "https://threads.example.org");
  assert.equal(serverAddress("127.0.0.1:8484"), "http://127.0.0.1:8484");
  assert.equal(serverAddress("localhost:8484/"), "http://localhost:8484");
  assert.equal(serverAddress("https://example.org/threadsheet/"), "https://example.org/threadsheet");
  assert.equal(serverAddress("https://example.org/?a#b"), "https://example.org");
});

test("what is no server's address is refused", () => {
  for (const typed of ["", "   ", "ftp://example.org", "https://user:word@example.org", "javascript:alert(1)", "https://", "no spaces here"]) {
    assert.equal(serverAddress(typed), null, typed);
  }
});

test("one host is asked for, in Firefox without its port", () => {
  assert.equal(hostPattern("http://127.0.0.1:8484", false), "http://127.0.0.1:8484/*");
  assert.equal(hostPattern("http://127.0.0.1:8484", true), "http://127.0.0.1/*");
  assert.equal(hostPattern("https://example.org/threadsheet", false), "https://example.org/*");
});

test("headers are one a line, and come back as they were written", () => {
  const headers = readHeaders("CF-Access-Client-Id: abc\n\nX-Own: a: b\n");
  assert.deepEqual(headers, { "CF-Access-Client-Id": "abc", "X-Own": "a: b" });
  assert.equal(writeHeaders(headers), "CF-Access-Client-Id: abc\nX-Own: a: b");
});

test("what is no header, or is ours to set, is refused", () => {
  for (const text of ["no colon", "Bad name: x", "Empty:", "Authorization: Bearer x", "cookie: a=b", ": x"]) assert.equal(readHeaders(text), null, text);
});
