// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/** Where the totals of a job are kept, and how to connect to it. A value. */
final class Database implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_JOB_LENGTH = 200;
  private static final long CONNECT_MILLIS = 5_000;
  private static final Pattern PASSWORD =
      Pattern.compile("[?&](ssl)?password=", Pattern.CASE_INSENSITIVE);

  private final String job;
  private final String url;

  private Database(String job, String url) {
    this.job = job;
    this.url = url;
  }

  /** The totals of a job at a JDBC URL, or in a SQLite file. */
  static Database of(String job, String urlOrFile) {
    Objects.requireNonNull(job, "job");
    if (job.isBlank() || job.length() > MAX_JOB_LENGTH) {
      throw new IllegalArgumentException(
          "the name of a job has 1 to %d characters, not '%s'".formatted(MAX_JOB_LENGTH, job));
    }
    String url = urlOrFile.startsWith("jdbc:") ? urlOrFile : Dialect.urlOfFile(Path.of(urlOrFile));
    Dialect.of(url);
    requireNoPassword(url);
    return new Database(job, url);
  }

  /** The URL is frozen into the checkpoint and sent to executors, where others may read it. */
  private static void requireNoPassword(String url) {
    int parameters = url.indexOf('?');
    if (parameters >= 0 && PASSWORD.matcher(url).find(parameters)) {
      throw new IllegalArgumentException(
          "the URL %s has a password among its parameters, and the checkpoint would keep it: leave it out, and give it in ~/.pgpass, or in a file of that form that PGPASSFILE names, to the driver and to each executor"
              .formatted(withoutParameters(url)));
    }
  }

  String job() {
    return job;
  }

  Dialect dialect() {
    return Dialect.of(url);
  }

  /** A pool of at most so many connections, none of which is opened before it is needed. */
  HikariDataSource connect(int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setDriverClassName(dialect().driver());
    dialect().properties().forEach(config::addDataSourceProperty);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setPoolName("holdfast-totals");
    return new HikariDataSource(config);
  }

  /** The URL without its parameters, which are nobody's business. */
  @Override
  public String toString() {
    return withoutParameters(url);
  }

  private static String withoutParameters(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }
}
