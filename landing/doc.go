// Package landing follows what became of a lead and of what was signed, step by step, and of the
// technology that crossed: milestones with their evidence, the working days and time limits of
// both places, cohorts and survival curves; technologies with the places where they were put to
// use, incentive programmes and shared facilities.
//
// The invariant: nothing is sharpened beyond its source. What is planned is not done and not
// open, what is estimated is not confirmed, a list that the source leaves open stays open, and a
// day of a year whose holidays nobody has announced is no working day and no holiday: it is not
// known. Next in the way of the data: submission, and indicator, which counts.
package landing
