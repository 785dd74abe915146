// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.RecordCodec;

/** How the values of a packed batch are written. */
enum ValueForm {
  BYTES(0),
  TEXT(2),
  /** As the receiver's own codec does it. */
  CODED(4);

  private static final int POSITIONED = 1;

  private final int kind;

  ValueForm(int kind) {
    this.kind = kind;
  }

  /** The form of a value; null if it has none. */
  static ValueForm of(Object value, RecordCodec<?> codec) {
    if (value instanceof String) {
      return TEXT;
    }
    if (value instanceof byte[]) {
      return BYTES;
    }
    return codec != null && codec.type().isInstance(value) ? CODED : null;
  }

  /** What a batch begins with whose values are of this form. */
  int kind(boolean positioned) {
    return kind | (positioned ? POSITIONED : 0);
  }

  static ValueForm ofKind(int kind) {
    int form = kind & ~POSITIONED;
    if (form == BYTES.kind) {
      return BYTES;
    }
    return form == TEXT.kind ? TEXT : CODED;
  }

  static boolean isPositioned(int kind) {
    return (kind & POSITIONED) != 0;
  }
}
