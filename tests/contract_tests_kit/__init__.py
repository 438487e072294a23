"""The kit itself: that its verdicts are right, its reports whole, and its errors of use."""
