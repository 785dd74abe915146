// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import io.holdfast.core.Durability;
import io.holdfast.it.fault.Fault;
import io.holdfast.it.fault.FaultPlan;
import io.holdfast.it.fault.When;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.report.Cell;
import io.holdfast.it.report.Report;
import io.holdfast.it.rig.Run;
import io.holdfast.it.rig.Site;
import java.util.List;

/**
 * Trials one after the other at one site, or at an impatient one, with a report that is written
 * after each.
 */
final class Campaign implements AutoCloseable {
  private final List<SourceKind> sources;
  private final Site site;
  private final Report report;
  private Site impatient;

  private Campaign(List<SourceKind> sources, Site site, Report report) {
    this.sources = sources;
    this.site = site;
    this.report = report;
  }

  /** Starts the site for jobs with these sources; the report is in files of this name. */
  static Campaign begin(String name, String title, List<SourceKind> sources)
      throws InterruptedException {
    return new Campaign(sources, Site.start(), new Report(name, title));
  }

  /** The trial of all sources by a fault that strikes when so many records have been sent. */
  Trial trial(Fault fault, Durability durability, int records) {
    return new Trial(new FaultPlan(fault, When.atRecord(records)), durability, sources);
  }

  /**
   * Carries a trial out under a name that no other has; says nothing yet of whether all is well.
   */
  List<Cell> carryOut(Trial trial, String name) throws Exception {
    List<Cell> cells = trial.carryOut(trial.fault().isSilence() ? impatient() : site, name);
    cells.forEach(report::add);
    report.write();
    return cells;
  }

  /** Started when it is first needed, as few need it. */
  private Site impatient() throws InterruptedException {
    if (impatient == null) {
      impatient = Site.startImpatient();
    }
    return impatient;
  }

  /** A job with all sources that is nobody's trial. */
  Run prepare(String name, Durability durability) throws Exception {
    return Run.prepare(site, name, durability, sources);
  }

  /** Ends the sites, and prints the report. */
  @Override
  public void close() {
    if (impatient != null) {
      impatient.close();
    }
    site.close();
    System.out.println(report);
  }
}
