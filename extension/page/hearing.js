// Empty until its collector is here.
