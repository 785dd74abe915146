// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SecurityManager;
import org.apache.spark.SecurityManager$;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.Option;

class AuthenticationSecretTest {
  private static final String SECRET = "spark.authenticate.secret";

  private final SparkConf conf = new SparkConf(false).set("spark.authenticate", "true");

  @AfterEach
  void forgetTheUser() {
    UserGroupInformation.reset();
  }

  @Test
  void sparkFindsTheSecretThatTheConfigurationNoLongerHas() {
    AuthenticationSecret.mask(conf.set(SECRET, "hush \u00e4"));

    assertThat(conf.get(SECRET)).isEqualTo(AuthenticationSecret.MASK);
    assertThat(sparksView()).isEqualTo("hush \u00e4");
  }

  @Test
  void whatIsMaskedStaysSo() {
    AuthenticationSecret.mask(conf.set(SECRET, "hush"));
    AuthenticationSecret.mask(conf);

    assertThat(sparksView()).isEqualTo("hush");
  }

  @Test
  void aDriverThatAWorkerStartedGetsTheMaskAlone() throws IOException {
    AuthenticationSecret.mask(conf, Map.of(AuthenticationSecret.VARIABLE, "hush"));

    assertThat(conf.get(SECRET)).isEqualTo(AuthenticationSecret.MASK);
    assertThat(credential()).isNull();
  }

  @Test
  void withoutASecretSparkIsToSaySo() {
    assertThat(AuthenticationSecret.mask(conf, Map.of()).contains(SECRET)).isFalse();
  }

  @Test
  void withoutAuthenticationNothingChanges() throws IOException {
    conf.set("spark.authenticate", "false").set(SECRET, "hush");
    AuthenticationSecret.mask(conf, Map.of(AuthenticationSecret.VARIABLE, "hush"));

    assertThat(conf.get(SECRET)).isEqualTo("hush");
    assertThat(credential()).isNull();
  }

  @Test
  void theNamesAreSparks() {
    assertThat(SecurityManager$.MODULE$.SECRET_LOOKUP_KEY())
        .hasToString(AuthenticationSecret.CREDENTIAL);
    assertThat(SecurityManager$.MODULE$.ENV_AUTH_SECRET()).isEqualTo(AuthenticationSecret.VARIABLE);
  }

  private String sparksView() {
    SecurityManager manager =
        new SecurityManager(
            conf, Option.empty(), SecurityManager$.MODULE$.$lessinit$greater$default$3());
    return manager.getSecretKey();
  }

  private static byte[] credential() throws IOException {
    return UserGroupInformation.getCurrentUser()
        .getCredentials()
        .getSecretKey(new Text(AuthenticationSecret.CREDENTIAL));
  }
}
