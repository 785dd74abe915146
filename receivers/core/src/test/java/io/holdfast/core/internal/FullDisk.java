// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;

/** A file system that takes what is written and cannot keep it. */
final class FullDisk extends FilterFileSystem {

  @Override
  public void initialize(URI name, Configuration conf) {
    setConf(conf);
  }

  @Override
  public FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
    return new FSDataOutputStream(
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void close() throws IOException {
            throw new IOException("no space left");
          }
        },
        null);
  }
}
