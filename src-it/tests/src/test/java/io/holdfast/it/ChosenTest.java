// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.it.job.SourceKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChosenTest {
  private static final String PROPERTY = "holdfast.it.chosen-test";
  private static final List<SourceKind> ALL = List.of(SourceKind.KAFKA, SourceKind.RELP);

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void allAreChosenUnlessSomeAreNamed() {
    assertThat(Chosen.among(ALL, PROPERTY)).containsExactlyElementsOf(ALL);
    System.setProperty(PROPERTY, "RELP");
    assertThat(Chosen.among(ALL, PROPERTY)).containsExactly(SourceKind.RELP);
    System.setProperty(PROPERTY, "RELP,KAFKA");
    assertThat(Chosen.among(ALL, PROPERTY)).containsExactlyElementsOf(ALL);
  }

  @Test
  void aNameThatIsNoneOfThemIsAnError() {
    System.setProperty(PROPERTY, "KAFKA,LINES");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Chosen.among(ALL, PROPERTY))
        .withMessageContaining("KAFKA,LINES");
  }
}
