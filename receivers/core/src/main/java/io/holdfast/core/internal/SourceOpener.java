// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;

/** Opens a fresh source for a session. */
@FunctionalInterface
public interface SourceOpener<T> {

  /** As {@link io.holdfast.core.ReliableReceiver#open}. */
  Source<T> open(SourceContext context) throws Exception;
}
