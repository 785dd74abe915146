// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.RunningJob;
import io.holdfast.core.SupersededException;
import java.util.concurrent.CompletableFuture;

/** A job that runs until it is stopped or superseded. */
final class FakeJob implements RunningJob, AutoCloseable {
  private final String application;
  private final CompletableFuture<SupersededException> superseded = new CompletableFuture<>();
  private volatile boolean running = true;

  FakeJob(String application) {
    this.application = application;
  }

  @Override
  public String application() {
    return application;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void supersede(SupersededException cause) {
    superseded.complete(cause);
    running = false;
  }

  /** Why it was superseded, once it is. */
  CompletableFuture<SupersededException> superseded() {
    return superseded;
  }

  @Override
  public void close() {
    running = false;
  }
}
