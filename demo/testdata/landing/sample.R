# Writes what R and its package survival (Debian: r-cran-survival) make of the courses of the
# sample's agreements: Rscript sample.R, in this folder, after `go test ./demo -run SamplesCurves
# -courses`, which writes courses.csv. The test holds the product against every value.
library(survival)
asof <- as.Date("2024-12-31")
d <- read.csv("courses.csv", colClasses = "character", na.strings = "")
day <- function(x) as.Date(x)
signed <- day(d$signed)
stages <- c("registered", "paid_in", "under_construction", "operating")
first <- lapply(stages, function(s) day(d[[s]]))
names(first) <- stages
earliest <- function(list) do.call(pmin, c(lapply(list, as.numeric), na.rm = TRUE))
# What reached a stage reached those before it; capital paid in is said by an instalment alone.
reached <- list(
  registered = earliest(first), paid_in = as.numeric(first$paid_in),
  under_construction = earliest(first[3:4]), operating = as.numeric(first$operating))
ended <- as.numeric(day(d$terminated))

out <- NULL
for (stage in c("under_construction", "operating")) for (leaves in c(FALSE, TRUE)) {
  end <- rep(as.numeric(asof), nrow(d))
  if (leaves) end <- pmin(end, ended, na.rm = TRUE)
  at <- reached[[stage]]
  event <- !is.na(at) & at <= end
  days <- as.integer(pmax(ifelse(event, at, end) - as.numeric(signed), 0))
  fit <- survfit(Surv(days, event) ~ 1, timefix = FALSE)
  variance <- ifelse(fit$surv == 0, 0, (fit$surv * fit$std.err)^2)
  out <- rbind(out, data.frame(stage, leaves, days = fit$time, risk = fit$n.risk, events = fit$n.event, censored = fit$n.censor,
    surv = sprintf("%.17g", fit$surv), variance = sprintf("%.17g", variance)))
}
write.csv(out, "curves.csv", row.names = FALSE, quote = FALSE)

later <- function(x, n) { p <- as.POSIXlt(x, tz = "UTC"); p$year <- p$year + n; as.Date(as.POSIXct(p, tz = "UTC")) }
rows <- NULL
for (e in sort(unique(as.integer(d$edition)))) for (y in 0:10) {
  of <- as.integer(d$edition) == e
  over <- of & as.numeric(later(signed, y)) <= as.numeric(asof)
  if (!any(over)) next
  n <- sapply(reached, function(at) sum(over & !is.na(at) & at <= as.numeric(later(signed, y))))
  rows <- rbind(rows, data.frame(edition = e, year = y, all = sum(over), t(n)))
}
write.csv(rows, "cohorts.csv", row.names = FALSE, quote = FALSE)
