// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a client offers when it opens a session, as far as it matters. */
final class RelpOffers {
  private static final int MAX_BYTES = 32 << 10;

  private RelpOffers() {}

  /** Why the session cannot be opened, in words for the client; null if it can. */
  static String refusal(byte[] offers) {
    if (offers.length > MAX_BYTES) {
      return "too many offers";
    }
    boolean takesSyslog = true; // who says nothing about commands may do all
    for (String offer : new String(offers, StandardCharsets.UTF_8).split("\n", -1)) {
      int equals = offer.indexOf('=');
      String name = equals < 0 ? offer : offer.substring(0, equals);
      String value = equals < 0 ? "" : offer.substring(equals + 1);
      if (name.equals("relp_version") && !isNumber(value)) {
        return "relp_version is no number";
      }
      if (name.equals("commands")) {
        takesSyslog = Arrays.asList(value.split(",", -1)).contains("syslog");
      }
    }
    return takesSyslog ? null : "required command not supported by client";
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty()
        && value.length() <= 9
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
